//! Against the real Cargo, offline, in directories of their own.

#[path = "it/errors.rs"]
mod errors;
#[path = "it/graph.rs"]
mod graph;
#[path = "it/registry.rs"]
mod registry;
#[path = "it/support.rs"]
mod support;
#[path = "it/truth.rs"]
mod truth;
#[path = "it/vendored.rs"]
mod vendored;

//! `include!` of a file above the package root.
//@ expect: lib embed
//@ gap: missing-file
//@ file: src/lib.rs
include!("../../outside.rs"); //~ embed

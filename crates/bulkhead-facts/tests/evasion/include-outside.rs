//! `include!` of a file above the package root.
//@ expect: lib embed
//@ file: src/lib.rs
include!("../../outside.rs"); //~ embed

//! `stringify!` of a path gives text; nothing is called.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = stringify!(std::fs::read("x"));

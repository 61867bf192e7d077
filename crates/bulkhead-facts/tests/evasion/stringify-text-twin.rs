//! `stringify!` gives text, not code; `concat!` of words gives text.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = stringify!(words of some kind);
pub const B: &str = concat!("std", "::", "fs", "::", "read");

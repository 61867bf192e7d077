//! Unicode white space that Rust allows between tokens (LRM, next line, line separator).
//@ expect: lib read
//@ file: src/lib.rs
pub fn f() { let _ = std‎::fs ::‏read("x"); } //~ read

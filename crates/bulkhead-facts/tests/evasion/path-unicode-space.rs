//! Unicode white space that Rust allows between tokens (LRM, next line, line separator).
//@ spelled out
//@ expect: lib read
//@ file: src/lib.rs
pub fn f() { let _ = std\u{200e}::\u{85}fs\u{2028}::\u{200f}read("x"); } //~ read

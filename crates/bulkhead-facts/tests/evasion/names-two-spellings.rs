//! A name bound with an accented letter and used with a combining accent: one name to rustc.
//@ spelled out
//@ expect: lib read
//@ file: src/lib.rs
use std::fs::read as caf\u{e9};
pub fn f() { let g = cafe\u{301}; let _ = g("x"); } //~ read

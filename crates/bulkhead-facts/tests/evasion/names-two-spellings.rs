//! A name bound with a combining accent and used with the letter that has it: one name to rustc.
//@ spelled out
//@ expect: lib read
//@ file: src/lib.rs
use std::fs::read as cafe\u{301};
pub fn f() { let g = caf\u{e9}; let _ = g("x"); } //~ read

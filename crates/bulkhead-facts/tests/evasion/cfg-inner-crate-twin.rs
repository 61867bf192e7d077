//! A crate that is switched off as a whole.
//@ expect: lib -
//@ file: src/lib.rs
#![cfg(windows)]
mod a;
pub fn f() { let _ = std::fs::read("x"); }
//@ file: src/a.rs
pub fn f() { let _ = std::fs::read("x"); }

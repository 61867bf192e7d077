//! `extern crate self as std2` with local modules of std's names.
//@ expect: lib -
//@ file: src/lib.rs
extern crate self as std2;
pub mod fs { pub fn read(_: &str) {} }
pub mod a { pub fn f() { let _ = std2::fs::read("x"); let _ = ::std2::fs::read("y"); } }

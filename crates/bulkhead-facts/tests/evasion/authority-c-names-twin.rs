//! A dependency's ordinary functions with C names.
//@ expect: lib -
//@ file: src/lib.rs
use a::dl as d;
use d::dlopen as load;
pub fn f() { load("x"); a::getenv("x"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod dl { pub fn dlopen(_: &str) {} }
pub fn getenv(_: &str) {}

//! Edition 2018: `::a` is the dependency, not the local module `a`.
//@ edition: 2018
//@ expect: lib -
//@ file: src/lib.rs
mod a { pub use std::fs::read; }
pub fn f() { ::a::read("x"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub fn read(_: &str) {}

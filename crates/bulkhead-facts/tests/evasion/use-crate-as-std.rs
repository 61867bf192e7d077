//! `use std as a` with a dependency `a` in the graph: a is std here.
//@ expect: lib read
//@ file: src/lib.rs
mod m { use std as a; pub fn f() { let _ = a::fs::read("x"); } } //~ read
pub fn g() { a::fs::read("x"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod fs { pub fn read(_: &str) {} }

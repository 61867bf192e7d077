//! The same included code where the name means a local module.
//@ expect: lib -
//@ file: src/lib.rs
mod tables { pub fn read(_: &str) {} }
include!("items.in");
//@ file: src/items.in
pub fn f() { let _ = tables::read("x"); }

//! The same attribute text inside a doc attribute or a string is not a path.
//@ expect: lib -
//@ file: src/lib.rs
#[doc = "#[path = \"one.rs\"]"]
mod calm;
//@ file: src/calm.rs
pub fn f() {}
//@ file: src/one.rs
pub fn f() { let _ = std::fs::read("x"); }

//! An included file uses the imports of the file around it.
//@ expect: lib read
//@ file: src/lib.rs
use std::fs as tables;
include!("items.in");
//@ file: src/items.in
pub fn f() { let _ = tables::read("x"); } //~ read

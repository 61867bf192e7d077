//! `include` under another name, in a nested module, included relative to the file that says it.
//@ expect: lib read
//@ file: src/lib.rs
pub mod g;
//@ file: src/g.rs
use std::include as vec_of;
vec_of!("g/items.rs");
//@ file: src/g/items.rs
pub fn f() { let _ = std::fs::symlink_metadata("x"); } //~ read

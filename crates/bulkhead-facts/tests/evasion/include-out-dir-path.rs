//! A generated module by way of a macro, renamed include and a nested concat.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ gap: generated-code
//@ file: src/lib.rs
use core::include as table;
pub mod g { super::table!(concat!(concat!(env!("OUT_DIR"), "/"), "generated", ".rs")); }
//@ file: build.rs
fn main() {}

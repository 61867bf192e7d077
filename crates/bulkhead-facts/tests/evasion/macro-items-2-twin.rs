//! A `macro` item without authority, and `r#macro` as an identifier.
//@ nocompile: decl_macro is nightly-only
//@ expect: lib -
//@ file: src/lib.rs
#![feature(decl_macro)]
pub macro read($x:expr) { $x }
pub fn r#macro() { read!("x"); }

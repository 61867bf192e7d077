//! `..` that stays inside the package root.
//@ expect: lib -
//@ file: src/lib.rs
include!("../src/./../items.rs");
//@ file: items.rs
pub fn f() {}

//! The dependency is a proc macro but nothing of it is used; the macro crate's strings are not code.
//@ expect: lib -
//@ file: src/lib.rs
#[derive(Clone)]
pub struct S;
pub fn f() {}
//@ package: a
//@ target: macro src/lib.rs
//@ expect: macro -
//@ file: src/lib.rs
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_derive(X)]
pub fn x(_: TokenStream) -> TokenStream { "pub fn f() { let _ = std::fs::read(\"x\"); }".parse().unwrap() }

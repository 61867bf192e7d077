//! A derive through a rename and a bang macro and an attribute of a dependency: gaps; the arguments are read.
//@ expect: lib read
//@ gap: proc-macro
//@ file: src/lib.rs
use a::X as Debug2;
#[derive(Debug2)]
pub struct S;
pub fn f() { a::bang!(std::fs::read("x")); } //~ read
//@ package: a
//@ target: macro src/lib.rs
//@ expect: macro -
//@ file: src/lib.rs
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_derive(X)]
pub fn x(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro]
pub fn bang(i: TokenStream) -> TokenStream { i }

//! A derive from a dependency gives code that is not there to be read.
//@ expect: lib -
//@ gap: proc-macro
//@ file: src/lib.rs
#[derive(Clone, a::X)]
pub struct S;
//@ package: a
//@ target: macro src/lib.rs
//@ expect: macro env
//@ file: src/lib.rs
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_derive(X)]
pub fn x(_: TokenStream) -> TokenStream { let _ = std::env::var("x"); TokenStream::new() } //~ env

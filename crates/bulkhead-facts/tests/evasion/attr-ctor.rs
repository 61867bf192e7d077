//! A ctor-like attribute macro of a dependency.
//@ expect: lib init
//@ gap: proc-macro
//@ file: src/lib.rs
#[ctor::ctor] fn go() {} //~ init
mod m { use ctor::ctor; #[ctor] fn go() {} } //~ init
//@ package: ctor
//@ target: macro src/lib.rs
//@ expect: macro -
//@ file: src/lib.rs
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_attribute]
pub fn ctor(_: TokenStream, i: TokenStream) -> TokenStream { i }

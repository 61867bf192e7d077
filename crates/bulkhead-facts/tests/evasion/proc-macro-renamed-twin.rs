//! A local macro_rules of a proc macro's name is seen through.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! bang { ($($t:tt)*) => { $($t)* }; }
bang! { pub fn f() {} }
//@ package: a
//@ target: macro src/lib.rs
//@ expect: macro -
//@ file: src/lib.rs
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro]
pub fn bang(i: TokenStream) -> TokenStream { i }

//! `extern crate`, fn-pointer types with ABI and Rust-ABI definitions are not foreign.
//@ expect: lib -
//@ file: src/lib.rs
extern crate std;
pub extern "Rust" fn socket() {}
pub type C = for<'a> extern "C" fn(&'a u8);
pub fn f(x: extern "system" fn()) -> Option<unsafe extern fn()> { let _ = x as usize; None }
pub trait T { type F; }
impl T for extern "C" fn() { type F = u8; }

//! unsafe in type positions, and words with unsafe in them.
//@ expect: lib -
//@ file: src/lib.rs
#![forbid(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]
pub type A = unsafe fn(u8) -> u8;
pub struct B { pub f: Option<unsafe extern "C" fn()>, pub g: for<'a> unsafe fn(&'a u8) }
pub fn c(_: &dyn Fn(unsafe fn())) -> Vec<unsafe fn()> { vec![] }
pub trait D { type E; }
impl D for unsafe fn() { type E = unsafe fn(); }
pub fn unsafe_fn() { let _ = "unsafe { }"; let unsafe_ = 1; let _ = unsafe_; /* unsafe { } */ }
pub fn e() { let r#unsafe = 1; let _ = r#unsafe; let _: std::panic::AssertUnwindSafe<u8> = std::panic::AssertUnwindSafe(1); }
pub fn f(x: std::cell::UnsafeCell<u8>) -> u8 { x.into_inner() }

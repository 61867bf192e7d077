//! Locals and parameters that shadow an imported function for the whole body.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::{read, write, copy};
pub fn f(read: fn(&str)) { read("x"); }
pub fn g() { let write = |_: &str| (); write("x"); }
pub fn h(v: Vec<fn(u8)>) { for copy in v { copy(1); } }
pub fn i() { let c = |read: fn(&str)| read("x"); let _ = c; }

//! A dependency's macros with the built-ins' names.
//@ expect: lib -
//@ file: src/lib.rs
use a::{include_str, asm};
pub const A: &str = include_str!("/etc/hostname");
pub const B: &str = a::env!("HOME");
pub fn f() { asm!("nop"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export] macro_rules! include_str { ($x:tt) => { $x } }
#[macro_export] macro_rules! env { ($x:tt) => { $x } }
#[macro_export] macro_rules! asm { ($x:tt) => { } }

//! A `#[macro_use]` dependency and module that shadow built-ins.
//@ expect: lib -
//@ file: src/lib.rs
#[macro_use] extern crate a;
pub const A: &str = shown!("HOME");
#[macro_use] mod m { macro_rules! env { ($x:tt) => { $x }; } }
pub const B: &str = env!("HOME");
mod n { pub fn f() { let _ = env!("HOME"); } }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export] macro_rules! shown { ($x:tt) => { $x }; }

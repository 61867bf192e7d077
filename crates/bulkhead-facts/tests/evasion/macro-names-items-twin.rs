//! The same macros, for things that acquire nothing.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! typed { ($n:ident = $t:ty) => { type $n = $t; } }
typed!(Q = std::string::String);
pub fn b() { Q::new(); }
macro_rules! moddef { ($n:ident) => { mod $n { pub use std::collections::*; pub struct Command; impl Command { pub fn new(_: &str) {} } } } }
moddef!(gen1);
pub fn d() { gen1::Command::new("sh"); }
macro_rules! ext { ($n:ident) => { extern crate std as $n; } }
ext!(rs);
pub fn e() { rs::mem::drop(1); }

//! The same paths over a calm local module.
//@ expect: lib -
//@ file: src/lib.rs
mod disk { pub fn read(_: &str) {} }
macro_rules! m { () => { disk::read("x") }; }
pub fn f() { let _ = m!(); }
pub mod io2 { pub fn rename(_: u8, _: u8) {} }
#[macro_export]
macro_rules! n { ($a:expr) => { $crate::io2::rename($a, $a) }; }

//! A macro body's relative path means the definer's import when `$crate` or textual scope says so.
//@ expect: lib read write
//@ file: src/lib.rs
use std::fs as disk;
macro_rules! m { () => { disk::read("x") }; } //~ read
pub fn f() { let _ = m!(); }
pub mod io2 { pub use std::fs::rename; }
#[macro_export]
macro_rules! n { ($a:expr) => { $crate::io2::rename($a, $a) }; } //~ write

//! Two modules that glob each other around local items.
//@ expect: lib -
//@ file: src/lib.rs
mod a { pub use crate::b::*; pub fn x() {} }
mod b { pub use crate::a::*; pub fn remove_dir_all(_: &str) {} }
pub fn f() { let _ = a::remove_dir_all("x"); b::x(); a::x(); }

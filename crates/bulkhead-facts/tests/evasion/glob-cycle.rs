//! Two modules glob each other, one of them also std.
//@ expect: lib write
//@ file: src/lib.rs
mod a { pub use crate::b::*; pub fn x() {} }
mod b { pub use crate::a::*; pub use std::fs::*; }
pub fn f() { let _ = a::remove_dir_all("x"); } //~ write
pub fn g() { b::x(); }

//! The same with the loud one for the other target.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(unix)]
mod imp { pub fn go(_: &str) {} }
#[cfg(windows)]
use std::fs::read as go;
#[cfg(unix)]
use imp::go;
pub fn f() { let _ = go("x"); }

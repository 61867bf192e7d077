//! Of two re-exports of one name only the one for this target counts.
//@ expect: lib read
//@ file: src/lib.rs
#[cfg(windows)]
mod imp { pub fn go(_: &str) {} }
#[cfg(unix)]
use std::fs::read as go;
#[cfg(windows)]
use imp::go;
pub fn f() { let _ = go("x"); } //~ read

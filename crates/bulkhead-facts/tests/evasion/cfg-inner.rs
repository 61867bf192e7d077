//! Inner `#![cfg(..)]` of a module file, an inline module, a function body and the true case of the crate.
//@ expect: lib read
//@ file: src/lib.rs
#![cfg(unix)]
#![cfg_attr(windows, cfg(windows))]
mod a;
mod b { #![cfg(unix)] pub fn f() { let _ = std::fs::read("x"); } } //~ read
mod c { #![cfg(windows)] pub fn f() { let _ = std::fs::read("x"); } }
pub fn d() { let _ = std::fs::read("x"); } //~ read
//@ file: src/a.rs
//! docs
#![cfg(not(windows))]
pub fn f() { let _ = std::fs::read("x"); } //~ read

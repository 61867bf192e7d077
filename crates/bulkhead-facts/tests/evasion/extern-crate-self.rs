//! `extern crate self as me` gives the crate a name.
//@ expect: lib read run
//@ file: src/lib.rs
extern crate self as me;
pub use std::fs as disk;
pub mod a { pub fn f() { let _ = me::disk::read("x"); let _ = ::me::disk::metadata("y"); } } //~ read
pub mod b { use ::me::c::*; pub fn f() { let _ = Command::new("x"); } } //~ run
pub mod c { pub use std::process::Command; }

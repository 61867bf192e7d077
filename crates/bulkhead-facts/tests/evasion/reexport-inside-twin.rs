//! The same chain over local functions; and a chain that is only re-exported.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() { let _ = one::ship("x"); }
mod one { pub(crate) use super::two::boat as ship; }
mod two { pub(crate) use crate::three::deck::{read as boat}; }
mod three { pub mod deck { pub fn read(_: &str) {} } }
pub use std::fs::read as open_file;
pub use std::net::*;

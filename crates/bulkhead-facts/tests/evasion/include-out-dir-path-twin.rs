//! A renamed `include` of a calm file in the package.
//@ expect: lib -
//@ file: src/lib.rs
use core::include as table;
pub mod g { super::table!("calm.rs"); }
//@ file: src/calm.rs
pub fn f() {}

//! The same names in a 2015 dependency over calm functions.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() { let _ = a::sub::slurp("x"); }
//@ package: a
//@ edition: 2015
//@ expect: lib -
//@ file: src/lib.rs
mod hidden { pub fn slurp(_: &str) {} }
pub mod sub { mod hidden { pub use std::fs::read as slurp; } pub use hidden::slurp; }

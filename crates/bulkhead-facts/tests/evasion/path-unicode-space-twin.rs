//! Identifiers with letters that look like std's.
//@ expect: lib -
//@ file: src/lib.rs
mod ѕtd { pub mod fs { pub fn read(_: &str) {} } }
pub fn f() { ѕtd::fs::read("x"); }

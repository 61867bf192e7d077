//! A `no_std` crate with a local module called std.
//@ expect: lib -
//@ file: src/lib.rs
#![no_std]
mod std { pub mod fs { pub fn read(_: &str) {} } }
pub fn f() { std::fs::read("x"); }

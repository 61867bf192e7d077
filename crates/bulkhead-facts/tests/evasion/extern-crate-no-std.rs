//! A `no_std` crate that takes std anyway.
//@ expect: lib read
//@ file: src/lib.rs
#![no_std]
#[macro_use]
extern crate std;
pub fn f() { let _ = std::fs::read("x"); } //~ read

//! A nested function named read is only visible in its block.
//@ expect: lib read
//@ file: src/lib.rs
use std::fs::read;
pub fn f() {
    { fn read(_: &str) {} read("x"); }
    let _ = read("x"); //~ read
}

//! A let binding of the name in an inner block or in another function hides nothing outside.
//@ expect: lib read write
//@ file: src/lib.rs
use std::fs::{read, write};
pub fn f() {
    { let read = |_: &str| (); read("x"); }
    let _ = read("x"); //~ read
}
pub fn g() { let write = 1; let _ = write; }
pub fn h() { let _ = write("x", "y"); } //~ write

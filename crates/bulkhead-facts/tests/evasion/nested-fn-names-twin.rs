//! Nested functions named like std's, called before they are written.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::read;
pub fn f() {
    read("x");
    { read("y"); }
    fn read(_: &str) {}
    let _ = || read("z");
}

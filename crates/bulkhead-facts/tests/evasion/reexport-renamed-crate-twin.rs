//! The dependency's items with the names of std's, under other names.
//@ expect: lib -
//@ file: src/lib.rs
use a as std2;
extern crate a as c;
pub fn f() {
    std2::fs::read("x");
    c::fs::read("x");
    use a::*;
    fs::read("x");
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod fs { pub fn read(_: &str) {} }

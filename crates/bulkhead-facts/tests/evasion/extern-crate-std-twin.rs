//! `extern crate a as std`: std is somebody else here; core and alloc have no files.
//@ expect: lib -
//@ file: src/lib.rs
#![no_std]
extern crate a as std;
extern crate alloc as process;
pub fn f() {
    std::fs::read("x");
    let _ = process::vec::Vec::<u8>::new();
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod fs { pub fn read(_: &str) {} }

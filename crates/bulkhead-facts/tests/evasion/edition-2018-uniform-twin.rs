//! Edition 2018: the same with the local module calm and the root's loud.
//@ edition: 2018
//@ expect: lib -
//@ file: src/lib.rs
mod fs { pub use std::fs::read; }
mod m {
    mod fs { pub fn read(_: &str) {} }
    use fs::read;
    pub fn f() { let _ = read("x"); }
}

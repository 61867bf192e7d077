//! Edition 2015: `use fs::read` means the root's own module, not the sibling.
//@ edition: 2015
//@ expect: lib -
//@ file: src/lib.rs
mod fs { pub fn read(_: &str) {} }
mod m {
    mod fs { pub use std::fs::read; }
    use fs::read;
    pub fn f() { read("x"); ::fs::read("x"); }
}

//! Edition 2018: `use fs::read` means the module in scope, here one that re-exports std's.
//@ edition: 2018
//@ expect: lib read
//@ file: src/lib.rs
mod fs { pub fn read(_: &str) {} }
mod m {
    mod fs { pub use std::fs::read; }
    use fs::read;
    pub fn f() { let _ = read("x"); } //~ read
}

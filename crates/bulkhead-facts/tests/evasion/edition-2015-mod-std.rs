//! Edition 2015: a nested module `std` does not change `::std` nor `use std::..`.
//@ edition: 2015
//@ expect: lib read run
//@ file: src/lib.rs
mod m {
    mod std { pub mod fs { pub fn read(_: &str) {} } pub mod process {} }
    use std::process;
    pub fn f() {
        let _ = std::fs::read("x");
        let _ = ::std::fs::read("x"); //~ read
        let _ = process::Command::new("x"); //~ run
    }
}

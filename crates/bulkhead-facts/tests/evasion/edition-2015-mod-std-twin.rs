//! Edition 2015: a nested module named std is what `std::` in an expression of that module means.
//@ edition: 2015
//@ expect: lib -
//@ file: src/lib.rs
mod m {
    mod std { pub mod fs { pub fn read(_: &str) {} } pub mod process { pub struct Command; impl Command { pub fn new(_: &str) {} } } }
    use self::std::process;
    pub fn f() {
        std::fs::read("x");
        process::Command::new("x");
    }
}

//! Trait objects, higher-ranked bounds and impl types in signatures before loud bodies.
//@ expect: lib read
//@ file: src/lib.rs
pub fn a(_: &(dyn for<'a> Fn(&'a str) -> Box<dyn Fn() + 'a> + Send)) -> impl Fn() -> Option<u8> + '_ { let _ = std::fs::read("x"); || None } //~ read
pub fn b(_: Box<dyn FnOnce() -> std::fs::File>) where for<'a> &'a str: AsRef<str> { let _ = std::fs::read("x"); } //~ read
pub fn c() -> fn() -> ! { let _ = std::fs::read("x"); loop {} } //~ read

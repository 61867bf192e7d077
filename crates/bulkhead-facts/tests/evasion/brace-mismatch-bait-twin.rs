//! The same with the call inside the module that has its own std.
//@ expect: lib -
//@ file: src/lib.rs
mod m { pub const A: &str = "}"; pub const B: char = '}'; /* } */ mod std { pub mod fs { pub fn read(_: &str) {} } } pub fn g() { let _ = b'}'; std::fs::read("{") } }

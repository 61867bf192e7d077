//! The same macro shape over a module of own.
//@ expect: lib -
//@ file: src/lib.rs
mod own { pub mod fs { pub fn read(_: &str) {} } }
macro_rules! go { ($f:ident, $a:expr) => { { fn $f(_: &str) {} $f($a) } }; }
pub fn f() { go!(read, "x"); own::fs::read("x"); }

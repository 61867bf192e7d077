//! `use a as std`: paths through std in that module are the dependency's.
//@ expect: lib -
//@ file: src/lib.rs
mod m { use a as std; pub fn f() { std::fs::read("x"); self::std::fs::read("y"); } }
pub fn f() { m::f() }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod fs { pub fn read(_: &str) {} }

//! A macro that no other package can call.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() { a::ok(); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! inc { () => { include!("x.rs"); } }
inc!();
//@ file: src/x.rs
pub fn ok() {}

//! A local module named as the dependency wins over the extern prelude.
//@ expect: lib -
//@ file: src/lib.rs
mod a { pub mod n { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } } }
pub fn f() { let _ = a::n::TcpStream::connect("x:1"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub use std::net as n;

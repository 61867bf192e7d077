//! A dependency's name in the extern prelude, with its re-exports, from a deep module without any use.
//@ expect: lib net
//@ file: src/lib.rs
mod deep { mod er { pub fn f() { let _ = a::n::TcpStream::connect("x:1"); } } } //~ net
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub use std::net as n;

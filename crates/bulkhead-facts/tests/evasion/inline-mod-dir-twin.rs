//! The module at the true place is calm, those at the naive places are never compiled.
//@ expect: lib -
//@ file: src/lib.rs
mod a { mod b; }
//@ file: src/a/b.rs
pub fn f() {}
//@ file: src/b.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); }
//@ file: src/b/mod.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); }

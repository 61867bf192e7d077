//! The module next to the including file is not the one that is compiled.
//@ expect: lib -
//@ file: src/lib.rs
include!("parts/a.in");
//@ file: src/parts/a.in
pub mod b;
//@ file: src/parts/b.rs
pub fn f() {}
//@ file: src/b.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); }

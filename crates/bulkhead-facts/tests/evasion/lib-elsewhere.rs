//! The library root is not src/lib.rs.
//@ target: lib rust/main_lib.rs
//@ expect: lib net
//@ file: rust/main_lib.rs
mod a;
//@ file: rust/a.rs
pub mod b;
//@ file: rust/a/b.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

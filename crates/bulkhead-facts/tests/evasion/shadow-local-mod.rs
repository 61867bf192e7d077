//! A local `mod net` in one scope does not hide std's net in another.
//@ expect: lib net
//@ file: src/lib.rs
mod calm { pub mod net { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } } pub fn f() { net::TcpStream::connect("x"); } }
mod loud { use std::net; pub fn f() { let _ = net::TcpStream::connect("x:1"); } } //~ net
pub fn f() { calm::net::TcpStream::connect("x"); let _ = std::net::TcpStream::connect("x:1"); } //~ net

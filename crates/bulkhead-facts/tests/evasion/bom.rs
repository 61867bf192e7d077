//! A byte order mark in front, of the root and of a module; the first item is loud.
//@ spelled out
//@ expect: lib read net
//@ file: src/lib.rs
\u{feff}pub fn f() { let _ = std::fs::read("x"); } //~ read
mod m;
//@ file: src/m.rs
\u{feff}pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

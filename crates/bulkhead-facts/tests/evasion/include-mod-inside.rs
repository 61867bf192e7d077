//! `mod` inside an included file is looked up next to the included file.
//@ expect: lib net
//@ file: src/lib.rs
include!("parts/a.in");
//@ file: src/parts/a.in
pub mod b;
//@ file: src/parts/b.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

//! The build script lies in another place, with its modules relative to it.
//@ target: lib src/lib.rs
//@ target: build tools/setup.rs
//@ expect: lib read
//@ expect: build net
//@ file: src/lib.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read
//@ file: tools/setup.rs
mod fetch;
fn main() { fetch::go() }
//@ file: tools/fetch.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

//! Edition 2018: with a local module `std` in the way, `::std` is still the crate.
//@ edition: 2018
//@ expect: lib read net
//@ file: src/lib.rs
mod std { pub mod fs { pub fn read(_: &str) {} } }
use ::std::net;
pub fn f() {
    std::fs::read("x");
    let _ = ::std::fs::read("x"); //~ read
    let _ = net::TcpStream::connect("x:1"); //~ net
}

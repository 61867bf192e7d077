//! An explicit import wins over a glob of a calm module, and an inner import over an outer item.
//@ expect: lib read net
//@ file: src/lib.rs
mod calm { pub fn read(_: &str) {} pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } }
use calm::*;
use std::fs::read;
pub fn f() {
    let _ = read("x"); //~ read
    TcpStream::connect("x:1");
    {
        use std::net::TcpStream;
        let _ = TcpStream::connect("x:1"); //~ net
    }
}

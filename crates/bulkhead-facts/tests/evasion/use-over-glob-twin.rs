//! An explicit import of the calm one wins over the glob of std.
//@ expect: lib -
//@ file: src/lib.rs
mod calm { pub fn read(_: &str) {} pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } }
use calm::{read, TcpStream};
use std::fs::*;
use std::net::*;
pub fn f() {
    let _ = read("x");
    TcpStream::connect("x:1");
}

//! Explicit local items win over the glob.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::*;
use std::net::*;
fn read(_: &str) {}
struct write(&'static str, &'static str);
struct TcpStream;
impl TcpStream { fn connect(_: &str) {} }
pub fn f() {
    let _ = read("x");
    let _ = write("x", "y");
    let _ = TcpStream::connect("x:1");
}

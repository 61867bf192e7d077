//! Globs of std itself and of its modules.
//@ expect: lib read net env
//@ file: src/lib.rs
use std::*;
mod a { use std::fs::*; pub fn f() { let _ = read("x"); } } //~ read
mod b { use std::{net::*, io::*}; pub fn f() { let _ = TcpStream::connect("x:1"); } } //~ net
pub fn g() {
    let _ = env::var("x"); //~ env
    let _ = fs::File::open("x"); //~ read
}

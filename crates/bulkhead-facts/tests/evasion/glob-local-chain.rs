//! A chain of globs through local modules ends in std.
//@ expect: lib read net
//@ file: src/lib.rs
mod a { pub use crate::b::*; }
mod b { pub use super::c::inner::*; pub fn other() {} }
mod c { pub mod inner { pub use std::fs::*; pub use std::net; } }
use a::*;
pub fn f() {
    let _ = read("x"); //~ read
    let _ = net::TcpStream::connect("x:1"); //~ net
    other();
}

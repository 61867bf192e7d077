//! The same chain ending in a local module of the same function names.
//@ expect: lib -
//@ file: src/lib.rs
mod a { pub use crate::b::*; }
mod b { pub use super::c::inner::*; pub fn other() {} }
mod c { pub mod inner { pub fn read(_: &str) {} pub mod net { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } } } }
use a::*;
pub fn f() {
    let _ = read("x");
    let _ = net::TcpStream::connect("x:1");
    other();
}

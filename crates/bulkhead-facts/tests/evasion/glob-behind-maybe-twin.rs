//! A name that is declared for certain does hide it.
//@ expect: lib -
//@ file: src/lib.rs
use std::net::*;
mod own { pub struct Calm; impl Calm { pub fn connect(_: &str) {} } }
use own::Calm as TcpStream;
pub use self::TcpStream as Again;
pub fn f() { let _ = Again::connect("x:1"); }

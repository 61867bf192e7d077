//! async, await, dyn, try, gen as identifiers in edition 2015, around loud code.
//@ edition: 2015
//@ expect: lib read run net write
//@ file: src/lib.rs
mod async { pub use std::fs as await; }
mod dyn { pub use std::process::Command as gen; }
pub fn try(async: u8) -> u8 { let _ = async::await::read("x"); async } //~ read
pub fn await() { let dyn = 1; let _ = dyn; let _ = dyn::gen::new("x"); } //~ run
pub struct gen { pub async: u8, pub dyn: u8 }
pub fn f(g: gen) -> u8 { let _ = ::std::net::TcpStream::connect("x:1"); g.async + g.dyn } //~ net
pub fn r() -> Result<(), std::io::Error> { try!(::std::fs::write("x", "y")); Ok(()) } //~ write

//! The dependency's own functions are reach, not direct; the dependency has the facts.
//@ expect: lib -
//@ file: src/lib.rs
use a::prelude::*;
pub fn f() {
    let _ = read("x");
    let _ = a::n::TcpStream::connect("x:1");
    let _ = (a::READ)("x");
    let _ = a::by_macro!();
}
//@ package: a
//@ expect: lib read net env
//@ file: src/lib.rs
pub mod prelude { pub fn read(p: &str) { let _ = std::fs::read(p); } } //~ read
pub mod n { pub struct TcpStream; impl TcpStream { pub fn connect(p: &str) { let _ = std::net::TcpStream::connect(p); } } } //~ net
pub const READ: fn(&'static str) -> std::io::Result<Vec<u8>> = std::fs::read; //~ read
#[macro_export]
macro_rules! by_macro { () => { std::env::var("x") } } //~ env

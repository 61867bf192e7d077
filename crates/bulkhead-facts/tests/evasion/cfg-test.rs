//! `#[cfg(not(test))]`, and a module named tests without the cfg, and the item after a test.
//@ expect: lib read write net
//@ file: src/lib.rs
#[cfg(not(test))] pub fn a() { let _ = std::fs::read("x"); } //~ read
pub mod tests { pub fn b() { let _ = std::fs::write("x", "y"); } } //~ write
#[test] fn t() { let _ = std::process::Command::new("x"); }
pub fn c() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
#[cfg(any(test, unix))] pub fn d() { let _ = std::fs::read("x"); } //~ read

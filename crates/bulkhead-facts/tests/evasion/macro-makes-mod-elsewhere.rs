//! `mod x;` in the body of a macro that another module defines: the file lies beside the invocation.
//@ expect: lib read
//@ file: src/lib.rs
#[macro_use]
mod make;
make!();
//@ file: src/make.rs
macro_rules! make { () => { pub mod disk; #[cfg(windows)] pub mod other; }; }
//@ file: src/disk.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read
//@ file: src/other.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); }

//! `mod x;` in the body of a macro, and with the name from a fragment.
//@ expect: lib net read
//@ file: src/lib.rs
macro_rules! m { () => { mod tcp; }; }
macro_rules! n { ($n:ident) => { mod $n; }; }
m!();
n!(disk);
//@ file: src/tcp.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/disk.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read

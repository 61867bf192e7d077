//! A wrapper that drops its items, and one with an impossible condition.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! never { ($($i:item)*) => { $( #[cfg(all(unix, windows))] $i )* }; }
never! { mod tcp; pub fn f() { let _ = std::fs::read("x"); } }
//@ file: src/tcp.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); }

//! A macro makes the type whose function is named: what it is cannot be seen.
//@ expect: lib -
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! ty { () => { std::net::TcpStream } }
pub fn f() { let _ = <ty!()>::connect("x:1"); }

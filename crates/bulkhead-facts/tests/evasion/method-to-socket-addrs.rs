//! The resolver by method on strings and tuples.
//@ expect: lib net
//@ file: src/lib.rs
use std::net::ToSocketAddrs;
pub fn f(s: &str, t: (String, u16)) {
    let _ = s.to_socket_addrs(); //~ net
    let _ = (s, 1).to_socket_addrs(); //~ net
    let _ = t.to_socket_addrs(); //~ net
    let _ = format!("{s}:1").to_socket_addrs(); //~ net
}
pub fn g<A: ToSocketAddrs>(a: A) { let _ = a.to_socket_addrs(); } //~ net
pub mod m { use std::net::*; pub fn f() { let _ = "x:1".to_socket_addrs(); } } //~ net

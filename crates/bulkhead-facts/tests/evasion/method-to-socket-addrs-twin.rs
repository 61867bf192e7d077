//! A bound on the resolver trait without a call, and a method of that name on an own type.
//@ expect: lib -
//@ file: src/lib.rs
use std::net::ToSocketAddrs;
pub fn g<A: ToSocketAddrs>(_: A) {}
pub struct Own;
impl Own { pub fn to_socket_addrs(&self) {} }
pub fn f() { Own.to_socket_addrs(); let o = Own; o.to_socket_addrs(); }

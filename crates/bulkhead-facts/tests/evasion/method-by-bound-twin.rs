//! A trait of the package with a method of that name, where std's is nowhere named.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Resolve { fn to_socket_addrs(&self) -> u8; }
impl Resolve for str { fn to_socket_addrs(&self) -> u8 { 0 } }
pub fn f<A: Resolve + ?Sized>(a: &A) -> u8 { a.to_socket_addrs() }

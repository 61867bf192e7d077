//! Const generic defaults and default method bodies.
//@ expect: lib read net
//@ file: src/lib.rs
pub struct S<const N: usize = { let _ = std::fs::read::<&str>; 3 }>; //~ read
pub trait T<U = std::fs::File> { fn f(&self) { let _ = std::net::UdpSocket::bind("x:1"); } } //~ net

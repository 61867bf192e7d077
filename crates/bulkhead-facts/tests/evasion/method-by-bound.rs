//! A method of a trait that only a bound names.
//@ expect: lib net
//@ file: src/lib.rs
pub fn f<A: std::net::ToSocketAddrs>(a: A) { let _ = a.to_socket_addrs(); } //~ net
pub fn g(a: impl std::net::ToSocketAddrs) { let _ = a.to_socket_addrs(); } //~ net
pub trait R: std::net::ToSocketAddrs { fn z(&self) { let _ = self.to_socket_addrs(); } } //~ net
pub fn h<A: R>(a: A) { let _ = a.to_socket_addrs(); } //~ net
pub fn i(a: &dyn std::net::ToSocketAddrs<Iter = std::vec::IntoIter<std::net::SocketAddr>>) { let _ = a.to_socket_addrs(); } //~ net

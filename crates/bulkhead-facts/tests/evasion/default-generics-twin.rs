//! Default types only name.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S<T = std::fs::File, const N: usize = { 1 + 2 }>(Option<T>);
pub trait T<U = std::net::TcpStream> { fn f(&self, _: U) {} }
impl<T: Into<std::process::Command>> S<T> {}

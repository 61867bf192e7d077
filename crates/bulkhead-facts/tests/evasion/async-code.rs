//! async functions, blocks, await chains and async closures.
//@ edition: 2021
//@ expect: lib read net
//@ file: src/lib.rs
pub async fn a() { let _ = async { std::fs::read("x") }.await; } //~ read
pub fn b() -> impl std::future::Future<Output = ()> { async move { let _ = std::net::TcpStream::connect("x:1"); } } //~ net
pub trait T { async fn c(&self) { let _ = std::fs::read("x"); } } //~ read

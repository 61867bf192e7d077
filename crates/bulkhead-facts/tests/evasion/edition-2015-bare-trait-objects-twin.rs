//! The same syntax with nothing loud.
//@ edition: 2015
//@ expect: lib -
//@ file: src/lib.rs
pub type A = Fn() + Send;
pub type B = Box<Fn(::std::fs::File) -> ::std::net::TcpStream + Send + 'static>;
pub trait Fs { fn read(&self, ::std::fs::File, &str) -> u8 { 1 } }
pub fn range(x: u8) -> bool { match x { 0...9 => true, _ => false } }

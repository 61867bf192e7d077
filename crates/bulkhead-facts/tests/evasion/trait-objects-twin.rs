//! Trait objects over authority types.
//@ expect: lib -
//@ file: src/lib.rs
pub fn a(_: &dyn Fn(std::fs::File) -> std::net::TcpStream) -> Box<dyn FnMut() -> std::process::Command> { loop {} }
pub trait Fs { fn read(&self, p: &str); }
pub fn b(fs: &dyn Fs) { fs.read("x"); }

//! The same with the feature off, in a package with a build script: features are Cargo's to set.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ file: src/lib.rs
#[cfg(feature = "net")] pub mod tcp;
#[cfg(windows)] pub fn f() { let _ = std::fs::read("x"); }
//@ file: src/tcp.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); }
//@ file: build.rs
fn main() {}

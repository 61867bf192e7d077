//! Feature-gated code with its feature on, optional item by `cfg_attr(feature)`.
//@ features: net
//@ expect: lib net
//@ file: src/lib.rs
#[cfg(feature = "net")] pub mod tcp;
//@ file: src/tcp.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

//! The child next to the `#[path]` file is calm; the decoy in the directory of its name is not compiled.
//@ expect: lib -
//@ file: src/lib.rs
#[path = "deep/m.rs"]
mod m;
//@ file: src/deep/m.rs
mod n;
//@ file: src/deep/n.rs
pub fn f() {}
//@ file: src/deep/m/n.rs
pub fn f() { let _ = std::net::UdpSocket::bind("h:1"); }

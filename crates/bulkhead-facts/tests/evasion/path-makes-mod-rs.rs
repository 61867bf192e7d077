//! A file loaded by `#[path]` looks for its children next to itself, not in a directory of its name.
//@ expect: lib net
//@ file: src/lib.rs
#[path = "deep/m.rs"]
mod m;
//@ file: src/deep/m.rs
mod n;
//@ file: src/deep/n.rs
pub fn f() { let _ = std::net::UdpSocket::bind("h:1"); } //~ net
//@ file: src/m/n.rs
pub fn f() { let _ = std::fs::read("decoy"); }

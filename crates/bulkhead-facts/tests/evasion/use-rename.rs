//! Authority under other names by `use .. as ..`, of a module, a function, a type and a trait.
//@ expect: lib net read write run
//@ file: src/lib.rs
use std::fs as collections;
use std::fs::write as push;
use std::net::TcpStream as Vec2;
use std::net::ToSocketAddrs as _;
pub use std::process::Command as Builder;
pub fn f() {
    let _ = collections::read("x"); //~ read
    let _ = push("x", "y"); //~ write
    let _ = Vec2::connect("x:1"); //~ net
    let _ = "x:1".to_socket_addrs(); //~ net
    let _ = Builder::new("x"); //~ run
}

//! The dependency under other names: `use a as b`, `extern crate a as c`, glob of the crate.
//@ expect: lib net read
//@ file: src/lib.rs
use a as b;
extern crate a as c;
pub mod m { pub use a::*; }
pub fn f() {
    let _ = b::n::TcpStream::connect("x:1"); //~ net
    let _ = c::n::UdpSocket::bind("x:1"); //~ net
    let _ = m::slurp("x"); //~ read
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub use std::net as n;
pub use std::fs::read as slurp;

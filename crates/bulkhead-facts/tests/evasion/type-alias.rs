//! Type aliases, a chain of them, in another module and across packages.
//@ expect: lib read net run write
//@ file: src/lib.rs
type A = std::fs::File;
type B = A;
mod m { pub type C = super::B; }
type N = std::net::TcpStream;
pub fn f() {
    let _ = A::open("x"); //~ read
    let _ = m::C::create("x"); //~ write
    let _ = <N>::connect("x:1"); //~ net
    let _ = a::P::new("x"); //~ run
    type Local = B;
    let _ = Local::open("x"); //~ read
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub type P = std::process::Command;

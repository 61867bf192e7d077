//! Labels and blocks with loud code.
//@ expect: lib read net
//@ file: src/lib.rs
pub fn f() {
    'fs: for _ in 0..1 { 'net: while true { let _ = std::fs::read("x"); break 'fs; } } //~ read
    let _ = 'a: { if true { break 'a std::net::TcpStream::connect("x:1"); } std::net::TcpStream::connect("y:1") }; //~ net
}

//! CRLF line ends, also in a line comment, a continued string and a macro.
//@ expect: lib read net
//@ file: src/lib.rs
// comment
pub fn a() { let _ = std::fs::read("x"); } //~ read
pub fn b() { let _ = "a\
   b"; let _ = std::net::TcpStream::connect("x:1"); } //~ net
/* block
*/ pub fn c() { let _ = std::fs::read("x"); } //~ read

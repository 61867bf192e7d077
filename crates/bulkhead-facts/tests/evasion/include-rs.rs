//! Code in a .rs file taken in by `include!` as items, as an expression and by its std path.
//@ expect: lib net read write
//@ file: src/lib.rs
include!("items.rs");
pub fn f() { include!("expr.rs"); }
std::include! { "more/three.rs" }
//@ file: src/items.rs
pub fn a() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/expr.rs
{ let _ = std::fs::read("x"); } //~ read
//@ file: src/more/three.rs
pub fn c() { let _ = std::fs::write("x", "y"); } //~ write

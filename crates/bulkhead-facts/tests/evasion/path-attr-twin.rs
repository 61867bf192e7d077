//! The file of the module's own name is not compiled when `#[path]` names another one.
//@ expect: lib -
//@ file: src/lib.rs
#[path = "calm.rs"]
mod table;
pub fn go() { table::row() }
//@ file: src/calm.rs
pub fn row() {}
//@ file: src/table.rs
pub fn row() { let _ = std::net::TcpStream::connect("h:1"); }
//@ file: src/orphan.rs
pub fn row() { let _ = std::fs::read("x"); }

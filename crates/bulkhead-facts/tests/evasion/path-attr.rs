//! Hides code in a file outside src that a `#[path]` attribute pulls in.
//@ expect: lib net
//@ file: src/lib.rs
#[path = "../data/table.rs"]
mod table;
pub fn go() { table::row() }
//@ file: data/table.rs
pub fn row() { let _ = std::net::TcpStream::connect("h:1"); } //~ net

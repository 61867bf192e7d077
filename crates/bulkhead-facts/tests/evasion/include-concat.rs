//! The path of `include!` is put together by `concat!` of literals and CARGO_MANIFEST_DIR.
//@ expect: lib net read
//@ file: src/lib.rs
include!(concat!("it", "ems", ".rs"));
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/", "src/", 'm', "ore", 1, ".rs"));
//@ file: src/items.rs
pub fn a() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/more1.rs
pub fn b() { let _ = std::fs::read("x"); } //~ read

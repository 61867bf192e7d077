//! `include_str!(concat!(..))` of the same file inside the package is text.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = include_str!(concat!("it", "ems", ".rs"));
pub const B: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/items.rs"));
//@ file: src/items.rs
pub fn a() { let _ = std::net::TcpStream::connect("x:1"); }

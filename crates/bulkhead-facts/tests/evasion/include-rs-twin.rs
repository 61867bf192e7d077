//! A .rs file that is only embedded as text or bytes, or included under a false cfg, is no code.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = include_str!("items.rs");
pub const B: &[u8] = include_bytes!("items.rs");
#[cfg(windows)]
include!("items.rs");
//@ file: src/items.rs
pub fn a() { let _ = std::net::TcpStream::connect("x:1"); }

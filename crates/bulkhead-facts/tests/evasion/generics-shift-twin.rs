//! Generics with authority types and comparisons that look like generics.
//@ expect: lib -
//@ file: src/lib.rs
use std::collections::HashMap;
pub fn a() -> HashMap<u8, Vec<std::fs::File>> { HashMap::<u8, Vec<std::fs::File>>::new() }
pub fn b(fs: u8, read: u8, open: u8) -> (bool, bool) { (fs < read, open > (1)) }
pub fn c() { let _ = "1".parse::<u8>(); let _ = Vec::<std::net::TcpStream>::with_capacity(1); let _ = Option::<Option<std::process::Child>>::None; }

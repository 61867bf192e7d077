//! Globs of authority modules with only innocent use.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::*;
use std::net::*;
use std::io::prelude::*;
pub fn f(mut s: TcpStream, mut g: File) -> std::io::Result<Ipv4Addr> {
    let mut v = std::vec::Vec::new();
    s.read_to_end(&mut v)?;
    g.write_all(&v)?;
    let _m: Metadata = g.metadata()?;
    Ok(Ipv4Addr::new(127, 0, 0, 1))
}

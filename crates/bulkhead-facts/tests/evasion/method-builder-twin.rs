//! Using handles and builders that the caller passed in.
//@ expect: lib -
//@ file: src/lib.rs
use std::io::{Read, Write};
pub fn f(mut f: std::fs::File, mut s: std::net::TcpStream, c: &mut std::process::Child) {
    let _ = f.read(&mut [0; 1]);
    let _ = s.write(&[0; 1]);
    let _ = c.wait();
    let _ = f.set_len(1);
    let _ = s.shutdown(std::net::Shutdown::Both);
    let _ = f.try_clone();
}

//! `mod r#async;` and `mod r#fs;` are the files async.rs and fs.rs.
//@ expect: lib read net
//@ file: src/lib.rs
mod r#async;
mod r#fs;
//@ file: src/async.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read
//@ file: src/fs.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

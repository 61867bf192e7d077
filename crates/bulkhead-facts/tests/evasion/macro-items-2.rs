//! A `macro` item (decl macros 2.0) has a body with a path.
//@ nocompile: decl_macro is nightly-only
//@ expect: lib read net
//@ file: src/lib.rs
#![feature(decl_macro)]
pub macro go($x:expr) { std::fs::read($x) } //~ read
pub macro many { ($x:expr) => { std::net::TcpStream::connect($x) }, () => { 1 } } //~ net

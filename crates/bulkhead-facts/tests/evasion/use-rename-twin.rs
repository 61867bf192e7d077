//! Importing (also renamed and public) is not acquiring; innocent items under scary names are innocent.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs as collections;
pub use std::net::TcpStream as Stream;
pub use std::fs::read as slurp;
use std::collections as fs;
use std::string::String as File;
pub fn f() -> File {
    let _ = fs::HashMap::<u8, u8>::new();
    File::from("x")
}

//! Raw identifiers in paths, uses and names.
//@ expect: lib read net
//@ file: src/lib.rs
use r#std::r#fs as r#fn;
use std::r#net::{r#TcpStream as r#struct};
pub fn f() {
    let _ = r#fn::read("x"); //~ read
    let _ = ::r#std::r#fs::r#read("x"); //~ read
    let _ = r#struct::r#connect("x:1"); //~ net
    let _ = fs_alias::r#metadata("x"); //~ read
}
use std::fs as r#fs_alias;

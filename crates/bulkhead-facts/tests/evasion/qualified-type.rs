//! `<Type>::function` with full, imported, parenthesised and reference-free types.
//@ expect: lib read net write
//@ file: src/lib.rs
use std::fs::File;
pub fn f() {
    let _ = <std::fs::File>::open("x"); //~ read
    let _ = < File > :: create("x"); //~ write
    let _ = <(File)>::open("x"); //~ read
    let _ = <::std::net::UdpSocket>::bind("x:1"); //~ net
    let _ = <std::path::Path>::exists("x".as_ref()); //~ read
}

//! `self` in a tree with a rename, and a glob next to it.
//@ expect: lib read net
//@ file: src/lib.rs
use std::{fs::{self as f}, net::{self as n, Ipv4Addr}};
pub fn go(_: Ipv4Addr) {
    let _ = f::read("x"); //~ read
    let _ = n::TcpListener::bind("x:1"); //~ net
}

//! The resolver trait called by qualified paths and by its bare name.
//@ expect: lib net
//@ file: src/lib.rs
use std::net::ToSocketAddrs;
pub fn f() {
    let _ = <str as ToSocketAddrs>::to_socket_addrs("x:1"); //~ net
    let _ = <(&str, u16) as std::net::ToSocketAddrs>::to_socket_addrs(&("x", 1)); //~ net
    let _ = ToSocketAddrs::to_socket_addrs("x:1"); //~ net
    let g = <String as ToSocketAddrs>::to_socket_addrs; //~ net
    let _ = g(&String::new());
}

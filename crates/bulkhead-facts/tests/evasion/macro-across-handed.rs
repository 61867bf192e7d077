//! A macro of a dependency goes on from the name that it is handed.
//@ expect: lib net run read
//@ file: src/lib.rs
use std::fs;
use std::net::TcpStream;
use std::process::Command as Calm;
pub fn f() {
    let _ = a::call!(TcpStream); //~ net
    let _ = a::named! { t = Calm }; //~ run
    let _ = a::below!(fs); //~ read
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export] macro_rules! call { ($t:ident) => { $t::connect("127.0.0.1:1") } }
#[macro_export] macro_rules! named { (t = $t:ty) => { <$t>::new("sh") } }
#[macro_export] macro_rules! below { ($m:ident) => { $m::read("x") } }

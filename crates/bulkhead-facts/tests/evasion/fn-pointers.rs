//! Functions as values: let, arrays, map, struct fields, casts, returns.
//@ expect: lib read write net env run
//@ file: src/lib.rs
use std::fs::File;
type R = std::io::Result<Vec<u8>>;
pub struct T { f: fn(&'static str) -> R }
pub fn f() -> impl Fn(&'static str) -> R {
    let r = std::fs::read::<&'static str>; //~ read
    let _ = r("x");
    let _ = ["x"].map(File::create); //~ write
    let t = T { f: std::fs::read }; //~ read
    let _ = (t.f)("x");
    let _ = std::process::Command::new::<&str> as fn(_) -> _; //~ run
    let _ = [std::net::TcpStream::connect::<&str>]; //~ net
    let _ = Some("x").map(std::env::var); //~ env
    std::fs::read //~ read
}

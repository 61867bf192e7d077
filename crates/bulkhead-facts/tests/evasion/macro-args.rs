//! Paths passed into macros: own ones, std's, and a dependency's.
//@ expect: lib read write net env run
//@ file: src/lib.rs
use std::fs;
macro_rules! call { ($p:path, $($a:expr),*) => { $p($($a),*) }; }
macro_rules! ty { ($t:ty) => { <$t>::new("x") }; }
pub fn f() {
    let _ = call!(std::fs::read, "x"); //~ read
    let _ = call!(fs::write, "x", "y"); //~ write
    println!("{:?}", std::env::var("x")); //~ env
    let _ = vec![std::net::TcpStream::connect("x:1")]; //~ net
    assert!(std::fs::metadata("x").is_ok(), "{:?}", std::fs::read_link("y")); //~ read
    let _ = matches!(fs::read("x"), Ok(_) if std::env::args().len() > 1); //~ read env
    let _ = a::call!(std::process::Command::new, "x"); //~ run
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export]
macro_rules! call { ($p:path, $($a:expr),*) => { $p($($a),*) }; }

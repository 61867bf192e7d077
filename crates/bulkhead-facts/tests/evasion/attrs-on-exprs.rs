//! Attributes on statements, expressions, arms, fields and parameters around loud code.
//@ expect: lib read write net run
//@ file: src/lib.rs
pub struct S { #[allow(dead_code)] pub a: u8, #[doc(hidden)] pub b: Option<Vec<u8>> }
pub fn f(#[allow(unused)] x: u8) {
    #[allow(unused)] let y = std::fs::read("x"); //~ read
    #[allow(unused_must_use)] { std::fs::write("x", "y"); } //~ write
    match x { #[allow(unreachable_patterns)] 1 => drop(std::net::TcpStream::connect("x:1")), _ => () } //~ net
    let _ = S { #[allow(unused)] a: 1, #[cfg(unix)] b: std::fs::read("x").ok() }; //~ read
    #[rustfmt::skip] drop(std::process::Command::new("x")); //~ run
}

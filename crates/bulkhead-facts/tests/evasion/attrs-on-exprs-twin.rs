//! Attributes whose own arguments name authority.
//@ expect: lib -
//@ file: src/lib.rs
#[doc = "std::fs::read(\"x\")"]
#[doc(alias = "std::net::TcpStream::connect")]
#[must_use = "std::process::Command::new"]
#[deprecated(note = "use std::fs::read")]
pub fn f(x: u8) -> u8 {
    #[expect(unused)] let y = "fs::read";
    match x { #[allow(unused)] 1 => 2, _ => 3 }
}

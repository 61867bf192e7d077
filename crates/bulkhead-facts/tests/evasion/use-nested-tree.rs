//! Deep use trees with self, renames, trailing commas, empty groups and a leading `::`.
//@ expect: lib read net run env write
//@ file: src/lib.rs
use ::{std::{self as base, fs::{self, self as disk, {File as Deck, *},}, net::{{TcpStream as S}}, process::{}}, core as c};
use {std::{env::{self as settings, var as setting}}, };
pub fn f() {
    let _ = fs::metadata("x"); //~ read
    let _ = disk::rename("x", "y"); //~ write
    let _ = Deck::open("x"); //~ read
    let _ = S::connect("x:1"); //~ net
    let _ = base::process::Command::new("x"); //~ run
    let _ = settings::vars(); //~ env
    let _ = setting("x"); //~ env
    let _ = read_to_string("x"); //~ read
    let _ = c::mem::size_of::<u8>();
}

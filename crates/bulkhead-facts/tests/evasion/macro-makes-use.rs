//! Imports and aliases that come out of a macro body are seen by the code around it.
//@ expect: lib read net
//@ file: src/lib.rs
macro_rules! imp { () => { use std::fs::read as slurp; pub type Q = std::net::TcpStream; }; }
macro_rules! pass { ($($i:item)*) => { $($i)* }; }
imp!();
pass! { use std::fs::metadata as look; }
pub fn f() {
    let _ = slurp("x"); //~ read
    let _ = Q::connect("x:1"); //~ net
    let _ = look("x"); //~ read
}

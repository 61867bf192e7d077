//! The same macro, to a module of the package's own things.
//@ expect: lib -
//@ file: src/lib.rs
mod m { pub mod process { pub struct Command; impl Command { pub fn new(_: &str) {} } } }
macro_rules! go { ($($d:ident)* ; $a:ident $b:ident) => { crate::m::$a::$b::new("sh") } }
pub fn f() { go!(a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a; process Command); }

//! A macro that takes two names to a module which std is re-exported from, hidden among many names.
//@ gap: macro-path
//@ file: src/lib.rs
mod m { pub use std::*; }
macro_rules! go { ($($d:ident)* ; $a:ident $b:ident) => { crate::m::$a::$b::new("sh") } }
pub fn f() { go!(a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a; process Command); }

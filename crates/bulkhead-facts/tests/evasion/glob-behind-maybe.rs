//! What a macro may declare under a name hides nothing that a glob brings.
//@ expect: lib net
//@ file: src/lib.rs
use std::net::*;
mod own { pub struct Calm; }
macro_rules! declares { ($p:path) => { mod hidden { pub use $p as TcpStream; } } }
declares!(crate::own::Calm);
pub use self::TcpStream as Again;
pub fn f() { let _ = Again::connect("x:1"); } //~ net

//! Keywords as raw identifiers for modules, functions, macros and aliases of authority.
//@ expect: lib read write net
//@ file: src/lib.rs
mod r#unsafe { pub use std::fs as r#extern; }
use std::net::TcpStream as r#type;
macro_rules! r#match { ($($t:tt)*) => { $($t)* }; }
pub fn r#fn() { let _ = r#unsafe::r#extern::read("x"); } //~ read
pub fn r#use() { let _ = r#type::connect("x:1"); } //~ net
pub fn r#mod() { r#match! { let _ = std::fs::write("x", "y"); } } //~ write

//! Braces in chars, strings, formats and macros do not end the module early: the item after belongs to the root.
//@ expect: lib read
//@ file: src/lib.rs
mod m { pub const A: [char; 2] = ['{', '}']; pub fn f() { println!("}} {{ {}", '}'); } mod std { pub mod fs { pub fn read(_: &str) {} } } pub fn g() { std::fs::read("{") } }
pub fn f() { let _ = std::fs::read("}"); m::f(); } //~ read

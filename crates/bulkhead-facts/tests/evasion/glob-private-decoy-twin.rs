//! What a module gives away, and what an inner module sees of the module around it, hides names that globs bring.
//@ expect: lib -
//@ file: src/lib.rs
mod decoy {
    pub struct Command;
    impl Command { pub fn new(_: &str) -> Self { Command } }
}
struct File;
impl File { fn open(_: &str) {} }
use decoy::*;
pub fn f() { Command::new("sh"); }
mod inner {
    use super::*;
    pub fn g() { File::open("x"); }
}
pub fn h() { inner::g() }

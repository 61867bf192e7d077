//! Behind a dot, before a colon and behind `fn`, in code and in macros of std that take expressions.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::read as _;
use std::fs::write;
pub struct S { write: u8 }
impl S { pub fn write(&self, _: u8) -> u8 { self.write } }
pub fn f(s: S) {
    assert_eq!(s.write(1), 1);
    println!("{} {write}", s.write, write = 2);
    let _ = vec![S { write: 1 }.write(2)];
    if !(s.write(1) == 2) {}
}

//! `Option`, `Vec` from the prelude with calls named like acquiring ones.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Open { fn open(_: &str) {} fn connect(&self) {} }
impl Open for String {}
impl<T> Open for Vec<T> {}
pub fn f() { String::open("x"); Vec::<u8>::open("x"); vec![1].connect(); }

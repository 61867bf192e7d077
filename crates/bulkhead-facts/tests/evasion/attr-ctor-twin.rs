//! Functions and fields that are called ctor.
//@ expect: lib -
//@ file: src/lib.rs
pub fn ctor() {}
pub struct S { pub ctor: fn(), pub dtor: u8 }
mod m { pub mod ctor { pub fn ctor() {} } pub fn f() { ctor::ctor() } }
macro_rules! ctor { ($i:item) => { $i }; }
ctor! { fn go() {} }

//! The same projection to an own type; the File one is only named.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Has { type F; type G; }
pub struct X;
pub struct Own;
impl Own { pub fn open(_: &str) {} }
impl Has for X { type F = Own; type G = std::fs::File; }
pub fn f() { let _ = <<X as Has>::F>::open("x"); }
pub fn g(_: Option<<X as Has>::G>) {}

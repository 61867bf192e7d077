//! File as an associated type, reached through the projection.
//@ expect: lib read
//@ file: src/lib.rs
pub trait Has { type F; }
pub struct X;
impl Has for X { type F = std::fs::File; }
pub fn f() { let _ = <<X as Has>::F>::open("x"); } //~ read

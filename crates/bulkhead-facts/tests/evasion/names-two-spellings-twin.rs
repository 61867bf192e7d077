//! An own function under either spelling is no one else's.
//@ spelled out
//@ expect: lib -
//@ file: src/lib.rs
fn cafe\u{301}(_: &str) {}
pub fn f() { let g = caf\u{e9}; let _ = g("x"); }

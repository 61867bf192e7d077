//! Decoys at the wrong side of the non-mod-rs rules.
//@ expect: lib -
//@ file: src/lib.rs
mod x;
//@ file: src/x.rs
#[path = "y.rs"]
mod a;
mod z;
//@ file: src/y.rs
pub fn f() {}
//@ file: src/x/z.rs
pub fn f() {}
//@ file: src/x/y.rs
pub fn f() { let _ = std::fs::read_link("x"); }
//@ file: src/z.rs
pub fn f() { let _ = std::fs::create_dir("x"); }

//! src/x/mod.rs and src/x/y/mod.rs forms, calm, with decoys at the non-mod-rs places of another level.
//@ expect: lib -
//@ file: src/lib.rs
mod x;
//@ file: src/x/mod.rs
mod y;
//@ file: src/x/y/mod.rs
mod z { mod w; }
//@ file: src/x/y/z/w.rs
pub fn f() {}
//@ file: src/x/z/w.rs
pub fn f() { let _ = std::process::Command::new("x"); }
//@ file: src/y.rs
pub fn f() { let _ = std::process::Command::new("x"); }

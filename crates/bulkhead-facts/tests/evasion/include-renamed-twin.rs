//! A local macro called `include` does not include.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! include { ($f:literal) => { pub const NAME: &str = $f; } }
include!("items.rs");
//@ file: src/items.rs
pub fn f() { let _ = std::fs::symlink_metadata("x"); }

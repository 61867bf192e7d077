//! src/lib.rs is not the root that Cargo.toml names.
//@ target: lib rust/main_lib.rs
//@ expect: lib -
//@ file: rust/main_lib.rs
pub fn f() {}
//@ file: src/lib.rs
pub fn f() { let _ = std::fs::read("x"); }

//! `#[path]` with a fixed file in a macro's argument.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! pass { ($($i:item)*) => { $($i)* }; }
pass! { #[path = "other.rs"] mod calm; }
//@ file: src/other.rs
pub fn f() {}
//@ file: src/calm.rs
pub fn f() { let _ = std::fs::read("x"); }

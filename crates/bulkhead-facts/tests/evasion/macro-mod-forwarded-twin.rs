//! The file is there and no macro makes a module of the name.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! bindings { ($b:ident) => { pub fn $b() {} } }
macro_rules! platform { ($p:ident, $b:ident) => { bindings!($b); } }
platform!(universal, universal_crypto);
//@ file: src/universal_crypto.rs
pub fn f() { let _ = std::fs::read("x"); }

//! The file name goes through a local macro; the file is in the package and is code.
//@ expect: lib -
//@ gap: computed
//@ file: src/lib.rs
macro_rules! load { ($f:expr) => { include!($f); } }
load!("items.in");
//@ file: src/items.in
pub fn f() {}

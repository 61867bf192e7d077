//! `#[path = $p]` from a fragment: a computed file name.
//@ expect: lib -
//@ gap: computed
//@ file: src/lib.rs
macro_rules! m { ($n:ident, $p:literal) => { #[path = $p] mod $n; }; }
m!(calm, "other.rs");
//@ file: src/other.rs
pub fn f() {}

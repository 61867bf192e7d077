//! A path put together from fragments cannot be seen: a gap.
//@ expect: lib -
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! go { ($m:ident, $f:ident, $a:expr) => { std::$m::$f($a) }; }
pub fn f() { let _ = go!(fs, read, "x"); }

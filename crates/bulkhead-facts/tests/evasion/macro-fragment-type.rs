//! A type comes in as a fragment and the method stands in the macro.
//@ expect: lib -
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! go { ($t:ident, $f:ident) => { $t::$f("x") }; }
use std::fs::File;
pub fn f() { let _ = go!(File, open); }

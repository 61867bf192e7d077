//! `a::$f` where a is a crate of extern functions: a gap.
//@ expect: lib unsafe
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! call { ($f:ident) => { unsafe { a::$f() } }; } //~ unsafe
pub fn f() -> i32 { call!(fork) }
//@ package: a
//@ expect: lib ffi
//@ file: src/lib.rs
extern "C" { pub fn fork() -> i32; } //~ ffi

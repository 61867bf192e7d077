//! A fragment named like a keyword, as system call wrappers have it.
//@ expect: lib net unsafe
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! syscall { ($fn: ident ( $($arg: expr),* $(,)* )) => { unsafe { a::$fn($($arg),*) } }; } //~ unsafe
pub fn f() -> i32 { syscall!(socket(2, 1, 0)) } //~ net
//@ package: a
//@ expect: lib ffi
//@ file: src/lib.rs
extern "C" { pub fn socket(a: i32, b: i32, c: i32) -> i32; } //~ ffi

//! Extern blocks made by a local macro.
//@ expect: lib ffi net
//@ file: src/lib.rs
macro_rules! c { ($($t:tt)*) => { extern "C" { $($t)* } }; } //~ ffi
macro_rules! pass { ($($i:item)*) => { $($i)* }; }
pass! { extern "C" { fn socket(a: i32, b: i32, c: i32) -> i32; } } //~ ffi net

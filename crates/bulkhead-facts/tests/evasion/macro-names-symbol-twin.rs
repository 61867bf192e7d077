//! C functions that compute, and a function of Rust.
//@ expect: lib ffi
//@ file: src/lib.rs
macro_rules! link { ($n:ident) => { extern "C" { fn $n(c: *const u8) -> usize; } } } //~ ffi
link!(strlen);
macro_rules! own { ($n:ident) => { fn $n() {} } }
own!(system);

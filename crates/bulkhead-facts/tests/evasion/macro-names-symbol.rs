//! A macro declares the C function that its arguments name.
//@ expect: lib ffi run link
//@ file: src/lib.rs
macro_rules! link { ($n:ident) => { extern "C" { fn $n(c: *const u8) -> i32; } } } //~ ffi
link!(system); //~ run
macro_rules! link2 { ($l:literal) => { extern "C" { #[link_name = $l] fn harmless(c: *const u8) -> i32; } } } //~ ffi link
link2!("system"); //~ run

//! A raw-dylib block, and `#[link]` given by cfg_attr.
//@ expect: lib ffi
//@ file: src/lib.rs
#[link(name = "c")] //~ ffi
extern "C" {} //~ ffi
#[cfg_attr(unix, link(name = "m"))] extern "C" {} //~ ffi
#[cfg_attr(windows, link(name = "kernel32", kind = "raw-dylib"))] extern "C" { fn strlen(p: *const u8) -> usize; } //~ ffi

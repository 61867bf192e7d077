//! `unsafe extern` with `safe fn`, `unsafe fn` and `safe static`; calls need no unsafe block.
//@ edition: 2024
//@ expect: lib ffi unsafe net sys
//@ file: src/lib.rs
unsafe extern "C" { //~ ffi unsafe
    safe fn getuid() -> u32; //~ sys
    unsafe fn connect(a: i32, b: *const u8, c: u32) -> i32; //~ net
    safe static calm_counter: i32;
}

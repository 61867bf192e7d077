//! Mentioning the public extern functions of a dependency: calls, values, renames, globs, statics.
//@ expect: lib net read write sys env run unsafe
//@ file: src/lib.rs
use a::*;
use a::unix::fork as spoon;
pub fn f() {
    unsafe { socket(2, 1, 0); } //~ unsafe net
    unsafe { a::unix::open(std::ptr::null(), 0); } //~ unsafe read write
    let _ = a::kill as usize; //~ sys
    unsafe { let _ = spoon(); } //~ unsafe run
    let _ = unsafe { std::ptr::addr_of!(a::environ) }; //~ unsafe env
    let _: unsafe extern "C" fn(i32, i32, i32) -> i32 = a::sock; //~ net
}
//@ package: a
//@ expect: lib ffi link
//@ file: src/lib.rs
extern "C" { //~ ffi
    pub fn socket(a: i32, b: i32, c: i32) -> i32;
    pub fn kill(a: i32, b: i32) -> i32;
    pub static environ: *const *const u8;
    #[link_name = "socket"] pub fn sock(a: i32, b: i32, c: i32) -> i32; //~ link
}
pub mod unix {
    extern "C" { pub fn open(p: *const u8, f: i32, ...) -> i32; pub fn fork() -> i32; } //~ ffi
}

//! libc-like names through a chain: crate alias, module alias, function alias, used in a macro argument.
//@ expect: lib ffi env unsafe
//@ file: src/lib.rs
use a as c;
use c::dl as d;
use d::dlopen as load;
macro_rules! call { ($($t:tt)*) => { unsafe { $($t)* } }; } //~ unsafe
pub fn f() {
    call! { load(std::ptr::null(), 1); } //~ ffi
    let _ = call!(c::getenv(std::ptr::null())); //~ env
}
//@ package: a
//@ expect: lib ffi
//@ file: src/lib.rs
pub mod dl { extern "C" { pub fn dlopen(p: *const u8, f: i32) -> *mut u8; } } //~ ffi
extern "C" { pub fn getenv(p: *const u8) -> *const u8; } //~ ffi

//! Private declarations of C functions and a static, also `pub(crate)`, in a function body and with an ABI left out.
//@ expect: lib ffi net env sys read write run
//@ file: src/lib.rs
extern "C" { //~ ffi
    fn socket(a: i32, b: i32, c: i32) -> i32; //~ net
    pub(crate) fn getenv(n: *const u8) -> *const u8; //~ env
    static environ: *const *const u8; //~ env
}
extern { fn kill(p: i32, s: i32) -> i32; } //~ ffi sys
pub fn f() {
    extern "system" { fn unlink(p: *const u8) -> i32; } //~ ffi write
}
mod m { extern r"C" { pub(super) fn stat(p: *const u8, b: *mut u8) -> i32; fn execve(a: *const u8, b: *const u8, c: *const u8) -> i32; } } //~ ffi read run

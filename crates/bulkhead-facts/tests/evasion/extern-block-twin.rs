//! Plain `pub fn` declarations are re-exports, handle functions are none, an fn-pointer type is nothing.
//@ expect: lib ffi
//@ file: src/lib.rs
extern "C" { //~ ffi
    pub fn socket(a: i32, b: i32, c: i32) -> i32;
    fn close(fd: i32) -> i32;
    fn recv(fd: i32, b: *mut u8, n: usize, f: i32) -> isize;
    fn memchr(p: *const u8, c: i32, n: usize) -> *const u8;
}
pub type Callback = extern "C" fn(i32) -> i32;
pub struct S { pub open: Option<unsafe extern "C" fn(*const u8)> }

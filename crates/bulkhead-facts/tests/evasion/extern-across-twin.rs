//! Handle functions, types and constants of the same dependency, and an ordinary function of it.
//@ expect: lib unsafe
//@ file: src/lib.rs
use a::{c_int, close, O_RDONLY};
pub fn f(fd: c_int) -> c_int {
    unsafe { close(fd) }; //~ unsafe
    let _: Option<a::sockaddr> = None;
    a::wrapped_socket();
    fd | O_RDONLY
}
//@ package: a
//@ expect: lib ffi unsafe net
//@ file: src/lib.rs
pub type c_int = i32;
pub const O_RDONLY: c_int = 0;
pub struct sockaddr;
extern "C" { pub fn close(fd: i32) -> i32; pub fn socket(a: i32, b: i32, c: i32) -> i32; } //~ ffi
pub fn wrapped_socket() { unsafe { socket(2, 1, 0); } } //~ unsafe net

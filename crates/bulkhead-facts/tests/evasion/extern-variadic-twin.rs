//! Variadic functions on handles and formatters are only foreign.
//@ expect: lib ffi
//@ file: src/lib.rs
extern "C" { fn fcntl(fd: std::ffi::c_int, cmd: std::ffi::c_int, ...) -> std::ffi::c_int; fn ioctl(fd: i32, r: u64, ...) -> i32; } //~ ffi

//! A variadic private declaration, over several lines.
//@ expect: lib ffi read write
//@ file: src/lib.rs
extern "C" { fn open(path: *const std::ffi::c_char, oflag: std::ffi::c_int, ...) -> std::ffi::c_int; } //~ ffi read write

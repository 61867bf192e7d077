//! A raw-dylib block for windows only.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(windows)]
#[link(name = "kernel32", kind = "raw-dylib")]
extern "system" { fn CreateFileW(p: *const u16) -> isize; fn WinExec(p: *const u8, n: u32) -> u32; }

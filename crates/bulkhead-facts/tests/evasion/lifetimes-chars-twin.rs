//! Strings with code between chars and lifetimes.
//@ expect: lib -
//@ file: src/lib.rs
pub fn a<'a>(_: &'a str) { let _ = '"'; let _ = "std::fs::read('x')"; let _ = '"'; }
pub fn b() { let _ = b'"'; let _ = b"unsafe {}"; let _ = '\''; let _ = "'unsafe {}'"; }
pub fn fs<'read>(read: &'read u8) -> &'read u8 { 'fs: loop { break 'fs; } read }

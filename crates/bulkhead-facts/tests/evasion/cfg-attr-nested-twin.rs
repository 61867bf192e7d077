//! cfg_attr that switches off, and one whose condition is false.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg_attr(unix, cfg_attr(windows, no_mangle))] pub fn exported_a() {}
#[cfg_attr(unix, cfg(windows))] pub fn b() { let _ = std::fs::read("x"); }
#[cfg_attr(all(), inline, cfg(any()))] pub fn c() { let _ = std::fs::read("x"); }
#[cfg_attr(windows,)] pub fn d() {}

//! cfg_attr that gives attributes that matter, nested and several at once.
//@ expect: lib link read
//@ file: src/lib.rs
#[cfg_attr(unix, cfg_attr(not(windows), inline, no_mangle))] pub fn exported_a() {} //~ link
#[cfg_attr(all(), allow(unused), cfg(unix))] pub fn b() { let _ = std::fs::read("x"); } //~ read
#[cfg_attr(windows, cfg(windows))] pub fn c() { let _ = std::fs::read("x"); } //~ read

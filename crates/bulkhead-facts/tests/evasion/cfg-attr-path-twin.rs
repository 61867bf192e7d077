//! When the condition of `cfg_attr(.., path)` is false, the plain file counts.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg_attr(windows, path = "win.rs")]
mod imp;
#[cfg_attr(feature = "off", cfg_attr(unix, path = "real.rs"))]
mod other;
//@ file: src/imp.rs
pub fn f() {}
//@ file: src/other.rs
pub fn f() {}
//@ file: src/win.rs
pub fn f() { let _ = std::process::Command::new("x"); }
//@ file: src/real.rs
pub fn f() { let _ = std::fs::metadata("x"); }

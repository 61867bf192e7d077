//! In a library `proc_macro` is not set, and rustc knows two ways to panic.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(proc_macro)]
pub fn a() { std::process::Command::new("sh"); }
#[cfg(panic = "other")]
pub fn b() { std::process::Command::new("sh"); }
#[cfg(false)]
pub fn c() { std::process::Command::new("sh"); }

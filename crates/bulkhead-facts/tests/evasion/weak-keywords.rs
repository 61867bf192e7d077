//! union, auto, default, macro_rules, safe, raw as identifiers next to loud code.
//@ expect: lib read run
//@ file: src/lib.rs
pub union union { pub union: u8, pub b: i8 }
pub fn auto(default: u8) -> u8 { let union = default; let _ = std::fs::read("x"); union } //~ read
pub mod macro_rules { pub use std::process::Command as raw; }
pub fn f() { let macro_rules = 1; let _ = macro_rules; let _ = macro_rules::raw::new("x"); } //~ run
pub fn g(raw: u8, safe: u8) { let _ = &raw const raw; let _ = safe; let _ = std::fs::read("x"); } //~ read

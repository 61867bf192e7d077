//! The same words where they are what they look like.
//@ expect: lib ffi
//@ file: src/lib.rs
use std::process::Command as _Unused;
extern crate std as other;
macro_rules! y { (std::process::Command::new("sh")) => {}; (std::process::id("sh")) => {} }
y!{std::process::id("sh")}
pub fn d() { let _ = stringify!(std::process::Command::new("sh")); }
extern "C" { } //~ ffi

//! The file beside the definition is nobody's.
//@ expect: lib -
//@ file: src/lib.rs
#[macro_use]
mod a;
inc!();
//@ file: src/a/mod.rs
macro_rules! inc { () => { include!("x.rs"); } }
//@ file: src/a/x.rs
pub fn f() { std::process::Command::new("sh"); }
//@ file: src/x.rs
pub fn ok() {}

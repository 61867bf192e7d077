//! A macro's `include!` names a file beside the macro's invocation, not beside its definition.
//@ expect: lib run
//@ file: src/lib.rs
#[macro_use]
mod a;
inc!();
//@ file: src/a/mod.rs
macro_rules! inc { () => { include!("x.rs"); } }
//@ file: src/a/x.rs
pub fn ok() {}
//@ file: src/x.rs
pub fn evil() { std::process::Command::new("sh"); } //~ run

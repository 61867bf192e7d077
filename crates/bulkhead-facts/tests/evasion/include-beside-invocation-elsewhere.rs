//! A macro that another package calls includes a file of that package.
//@ file: src/lib.rs
a::inc!();
//@ file: src/x.rs
pub fn evil() { std::process::Command::new("sh"); }
//@ package: a
//@ gap: macro-path
//@ file: src/lib.rs
#[macro_export] macro_rules! inc { () => { include!("x.rs"); } }
//@ file: src/x.rs
pub fn ok() {}

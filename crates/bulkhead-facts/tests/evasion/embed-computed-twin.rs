//! A macro that embeds a fixed file inside the package.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! load { () => { include_str!("../README.md") }; }
pub const A: &str = load!();
//@ file: README.md
text

//! The same forms with files inside the root.
//@ expect: lib -
//@ file: src/lib.rs
#![doc = include_str!("../README.md")]
pub mod deep;
pub const A: &str = include_str!("../README.md");
pub const B: &[u8] = include_bytes!("../src/deep/../../README.md");
pub const C: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
pub const D: &str = "include_str!(\"/etc/passwd\")";
//@ file: src/deep/mod.rs
pub const A: &[u8] = include_bytes!("../../README.md");
//@ file: README.md
no code here: include_str!("/etc/passwd")

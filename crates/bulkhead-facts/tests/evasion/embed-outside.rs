//! include_str!/include_bytes! of files outside the root: relative, absolute, concat with CARGO_MANIFEST_DIR, doc attribute.
//@ expect: lib embed
//@ file: src/lib.rs
pub mod deep;
pub const A: &str = include_str!("../../outside.txt"); //~ embed
pub const B: &[u8] = include_bytes!("/etc/hostname"); //~ embed
pub const C: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../outside.txt")); //~ embed
pub const D: &str = std::include_str!("../src/../../outside.txt"); //~ embed
#[doc = include_str!("../../outside.txt")] pub fn f() {} //~ embed
pub const E: &str = include_str!("..\x2f../outside.txt"); //~ embed
//@ file: src/deep/mod.rs
pub const A: &[u8] = core::include_bytes!("../../../outside.bin"); //~ embed

//! OUT_DIR taken as text only is no code and no gap of code.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ file: src/lib.rs
pub const D: &str = env!("OUT_DIR");
//@ file: build.rs
fn main() { println!("cargo:rerun-if-changed=build.rs"); }

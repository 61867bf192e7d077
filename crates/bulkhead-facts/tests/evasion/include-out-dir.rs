//! Code that the build script generates is not there to be read.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ gap: generated-code
//@ file: src/lib.rs
include!(concat!(env!("OUT_DIR"), "/gen.rs"));
//@ file: build.rs
fn main() { println!("cargo:rerun-if-changed=build.rs"); }

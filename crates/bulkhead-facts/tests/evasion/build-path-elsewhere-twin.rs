//! A build.rs that is not the build target is not compiled.
//@ target: lib src/lib.rs
//@ target: build tools/setup.rs
//@ expect: lib -
//@ expect: build -
//@ file: src/lib.rs
pub fn f() {}
//@ file: tools/setup.rs
fn main() {}
//@ file: build.rs
fn main() { let _ = std::process::Command::new("x"); }

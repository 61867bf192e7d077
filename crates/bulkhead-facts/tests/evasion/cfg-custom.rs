//! A custom cfg in a package with a build script may be set, and may be not.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib read write
//@ expect: build -
//@ file: src/lib.rs
#[cfg(special)] pub fn a() { let _ = std::fs::read("x"); } //~ read
#[cfg(not(special))] pub fn b() { let _ = std::fs::write("x", "y"); } //~ write
//@ file: build.rs
fn main() { println!("cargo:rustc-cfg=special"); }

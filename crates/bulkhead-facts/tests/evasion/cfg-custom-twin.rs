//! A custom cfg in a package without a build script is not set; its negation holds.
//@ expect: lib write
//@ file: src/lib.rs
#[cfg(special)] pub fn a() { let _ = std::fs::read("x"); }
#[cfg(loom)] mod gone;
#[cfg(not(special))] pub fn b() { let _ = std::fs::write("x", "y"); } //~ write
#[cfg(tokio_unstable)] pub fn c() { let _ = std::fs::read("x"); }

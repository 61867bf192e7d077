//! A module under a custom cfg that a build script could set has no file: a gap.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ gap: missing-file
//@ file: src/lib.rs
#[cfg(special)]
mod gone;
//@ file: build.rs
fn main() {}

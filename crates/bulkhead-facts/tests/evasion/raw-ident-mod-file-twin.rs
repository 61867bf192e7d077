//! `mod r#fs;` is a calm local module; `r#fs::read` is its own function.
//@ expect: lib -
//@ file: src/lib.rs
mod r#fs;
pub fn g() { r#fs::read("x"); fs::read("y"); }
//@ file: src/fs.rs
pub fn read(_: &str) {}

//! Code right after doc comments and a doc attribute.
//@ expect: lib read
//@ file: src/lib.rs
/// ```
/// let _ = std::process::Command::new("x");
/// ```
pub fn a() { let _ = std::fs::read("x"); } //~ read
/** ``` */ pub fn b() { let _ = std::fs::read("x"); } //~ read

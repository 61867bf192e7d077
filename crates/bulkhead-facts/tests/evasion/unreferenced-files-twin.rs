//! Bins, tests, examples and benches of a dependency, and files that no module names.
//@ expect: lib -
//@ file: src/lib.rs
pub mod a;
//@ file: src/a.rs
pub fn f() {}
//@ file: src/main.rs
fn main() { let _ = std::process::Command::new("x"); }
//@ file: src/bin/tool.rs
fn main() { let _ = std::process::Command::new("x"); }
//@ file: tests/t.rs
fn f() { let _ = std::fs::read("x"); }
//@ file: examples/e.rs
fn main() { let _ = std::fs::read("x"); }
//@ file: benches/b.rs
fn main() { let _ = std::fs::read("x"); }
//@ file: src/a/b.rs
pub fn f() { let _ = std::fs::read("x"); }

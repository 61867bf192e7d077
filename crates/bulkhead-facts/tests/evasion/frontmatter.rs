//! A frontmatter block; code after it counts.
//@ nocompile: frontmatter is nightly-only (#![feature(frontmatter)])
//@ expect: lib read
//@ file: src/lib.rs
---cargo
[dependencies]
"std::process::Command::new"
---
#![feature(frontmatter)]
pub fn f() { let _ = std::fs::read("x"); } //~ read

//! `#!`, a line comment, and the bracket of the inner attribute in the next line.
//@ expect: lib run
//@ file: src/lib.rs
#! // comment
[allow(unused)] pub fn f() { let _ = std::process::Command::new("x"); } //~ run

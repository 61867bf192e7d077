//! The first line starts with `#!` but is an inner attribute with code on the same line.
//@ expect: lib read
//@ file: src/lib.rs
#! /* not a shebang */ [allow(unused)] pub fn f() { let _ = std::fs::read("x"); } //~ read

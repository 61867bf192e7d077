//! A byte order mark, then a shebang line with code in it.
//@ spelled out
//@ expect: lib -
//@ file: src/lib.rs
\u{feff}#!/bin/sh std::fs::read("x"); unsafe {}
pub fn f() {}

//! `use<..>` in an impl type is not an import; code after it counts.
//@ edition: 2024
//@ expect: lib read
//@ file: src/lib.rs
pub fn a<'a, T>(_: &'a T) -> impl Sized + use<'a, T> { let _ = std::fs::read("x"); } //~ read
pub fn b<'a>(x: &'a u8) -> impl Sized + use<> { let _ = std::fs::read("x"); let _ = x; } //~ read
use std::fs::read;
pub fn c(x: &str) -> impl use<'_> + Sized { let _ = read(x); x } //~ read

//! `cfg!(..)` alone is nothing.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() -> bool { cfg!(feature = "std::fs::read") && cfg!(windows) }

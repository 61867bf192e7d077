//! `cfg!(..)` is a value: both branches are compiled.
//@ expect: lib run
//@ file: src/lib.rs
pub fn f() { if cfg!(windows) { let _ = std::process::Command::new("x"); } } //~ run

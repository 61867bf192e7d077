//! Inner cfg that switches off module files and inline modules, also after other inner attributes.
//@ expect: lib -
//@ file: src/lib.rs
mod a;
mod b { #![allow(unused)] #![cfg(windows)] pub fn f() { let _ = std::fs::read("x"); } }
mod c { //! docs
    #![cfg_attr(unix, cfg(windows))]
    pub fn f() { let _ = std::fs::read("x"); } }
//@ file: src/a.rs
/* licence */ //! docs
#![allow(unused)]
#![cfg(windows)]
mod missing;
pub fn f() { let _ = std::fs::read("x"); }

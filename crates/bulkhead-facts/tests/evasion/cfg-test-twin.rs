//! Test code: modules, functions, files, imports.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(test)] mod tests { use std::fs::read; #[test] fn f() { let _ = read("x"); unsafe { } } }
#[cfg(test)] mod more;
#[test] fn t() { let _ = std::process::Command::new("x"); }
#[test] #[ignore] #[should_panic] fn u() { let _ = std::process::Command::new("x"); }
#[cfg(all(test, unix))] fn v() { let _ = std::fs::read("x"); }
#[cfg_attr(test, no_mangle)] pub fn w() {}
//@ file: src/more.rs
pub fn f() { let _ = std::fs::read("x"); }

//! A macro with `mod tcp;` in its body that nobody calls, and one that makes inline modules of the name.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! m { () => { mod tcp; }; }
macro_rules! n { ($n:ident) => { mod $n { pub fn f() {} } }; }
n!(disk);
//@ file: src/disk.rs
pub fn f() { let _ = std::fs::read("x"); }

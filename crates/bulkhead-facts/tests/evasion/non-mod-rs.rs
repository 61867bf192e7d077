//! src/x.rs declares y, which is src/x/y.rs, which declares inline z with w: src/x/y/z/w.rs.
//@ expect: lib run
//@ file: src/lib.rs
mod x;
//@ file: src/x.rs
mod y;
//@ file: src/x/y.rs
mod z { mod w; }
//@ file: src/x/y/z/w.rs
pub fn f() { let _ = std::process::Command::new("x"); } //~ run

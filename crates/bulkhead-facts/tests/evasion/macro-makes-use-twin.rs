//! A macro that drops its items brings no import; a local function has the name.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! drop_all { ($($i:item)*) => {}; }
drop_all! { use std::fs::read as slurp; }
fn slurp(_: &str) {}
pub fn f() { let _ = slurp("x"); }

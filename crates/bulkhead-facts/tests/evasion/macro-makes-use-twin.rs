//! A macro that drops its items brings no import; a local type has the name.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! drop_all { ($($i:item)*) => {}; }
drop_all! { use std::fs::File as Slurp; }
struct Slurp;
impl Slurp { fn open(_: &str) {} }
pub fn f() { Slurp::open("x"); }

//! The callback form over calm tokens.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! step1 { ($cb:ident) => { $cb!(std::mem::drop) }; }
macro_rules! step2 { ($p:path) => { $p("x") }; }
pub fn f() { step1!(step2); }

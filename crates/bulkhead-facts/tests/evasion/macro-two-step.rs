//! The head of the path and its tail come in two macros: the callback form, full path in the second step's argument.
//@ expect: lib read
//@ file: src/lib.rs
macro_rules! step1 { ($cb:ident) => { $cb!(std::fs::read) }; } //~ read
macro_rules! step2 { ($p:path) => { $p("x") }; }
pub fn f() { let _ = step1!(step2); }

//! A macro that defines functions from fragments and calls them.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! def { ($($f:ident),*) => { $(pub fn $f() -> i32 { 1 })* }; }
def!(fork, socket, open);
pub fn f() -> i32 { fork() + socket() + open() }

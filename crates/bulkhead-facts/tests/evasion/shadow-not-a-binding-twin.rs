//! Patterns, parameters and arms that do bind the name.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::read;
pub struct S { read: fn(&str) }
pub fn a(s: S) { let S { read } = s; read("x"); }
pub fn b(S { read }: S) { read("x"); }
pub fn c(s: S) { match s { S { read } if true => read("x"), _ => {} } }
pub fn d(read: fn(&str)) { assert_eq!({ read("x"); 1 }, 1); }
pub fn e(o: Option<fn(&str)>) { let Some(read) = o else { return }; read("x"); }
pub fn g(o: (fn(&str), u8)) { let (read, _) = o; for _ in 0..1 { read("x"); } }
pub fn h() { let k = |S { read: f }: S, read: fn(&str)| { f("x"); read("x") }; k(S { read: |_| () }, |_| ()); }
#[cfg(any())]
pub fn i() { read("x"); }

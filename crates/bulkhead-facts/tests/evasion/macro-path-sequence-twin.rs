//! A path that the invocation spells out whole is read there.
//@ expect: lib read
//@ file: src/lib.rs
macro_rules! call { ($($p:ident)::+ ; $e:expr) => { $($p)::+($e) } }
pub fn f() { let _ = call!(std::fs::read; "x"); } //~ read
pub fn g() { let _ = call!(std::mem::drop; "x"); }

//! The same dashes in an included file that computes.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() -> i32 { include!("x.rs") }
//@ file: src/x.rs
---
{ 1 }
---
1

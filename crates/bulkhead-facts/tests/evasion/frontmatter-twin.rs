//! Lines of dashes in code are arithmetic, dashes in comments are nothing.
//@ expect: lib -
//@ file: src/lib.rs
// ---
pub fn f(x: i32) -> i32 { 1
---x }
/*
---
std::fs::read("x");
---
*/

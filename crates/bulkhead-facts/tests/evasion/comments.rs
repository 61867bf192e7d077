//! Code right after comments with odd ends.
//@ expect: lib read
//@ file: src/lib.rs
pub fn a() { /* */ let _ = std::fs::read("x"); /* */ } //~ read
pub fn b() { /**/ let _ = std::fs::read("x"); } //~ read
pub fn c() { /*/ */ let _ = std::fs::read("x"); } //~ read
pub fn d() { /* /* */ */ let _ = std::fs::read("x"); } //~ read
pub fn e() { /* " */ let _ = std::fs::read("x"); /* " */ } //~ read
pub fn g() { /***/ let _ = std::fs::read("x"); } //~ read
pub fn h() { // \
    let _ = std::fs::read("x"); } //~ read
pub fn i() { /* // */ let _ = std::fs::read("x"); } //~ read
pub fn j() { /* r#" */ let _ = std::fs::read("x"); } //~ read
pub fn k() -> i32 { let x = &4; 8 /*x*//*x*/ / *x + { let _ = std::fs::read("x"); 1 } } //~ read
// */
pub fn l() { let _ = std::fs::read("x"); } //~ read

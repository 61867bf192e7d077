//! Code in line, block, nested and doc comments.
//@ expect: lib -
//@ file: src/lib.rs
// std::fs::read("x");
/* std::fs::read("x"); /* unsafe {} */ std::fs::read("x"); */
/*/ std::fs::read("x"); /**/ std::fs::read("x"); */
/* "*/ pub fn a() {} /*" std::fs::read("x"); */
//// std::fs::read("x");
pub fn b() { /* // */ } /* std::fs::read("x")
*/ // /*
pub fn c() {} // */ std::fs::read("x")
/* ' */ /* std::fs::read('*/ pub fn d() {}

//! A block's `use` is not seen by a nested function's sibling nor after the block.
//@ expect: lib -
//@ file: src/lib.rs
fn slurp(_: &str) {}
pub fn f() {
    { use std::fs::read as slurp; }
    slurp("x");
    fn inner() { super_slurp(); }
    fn super_slurp() {}
    inner();
}
pub fn g() { use crate::slurp as read; read("x"); }
pub fn h() { slurp("x"); }

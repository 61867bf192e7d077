//! The same path shapes to local modules, where the parent's import is not visible.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs as d;
mod a {
    mod d { pub fn read(_: &str) {} }
    pub mod b {
        pub fn f() {
            super::d::read("x");
            crate::a::d::read("x");
            self::super::d::read("x");
        }
    }
    pub fn g() { d::read("x"); }
}

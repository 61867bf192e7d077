//! `super`, `super::super`, `self` and `crate` paths to a renamed std module.
//@ expect: lib read write run
//@ file: src/lib.rs
use std::fs as d;
mod a {
    use super::d as e;
    pub mod b {
        pub fn f() {
            let _ = super::super::d::read("x"); //~ read
            let _ = crate::d::write("x", "y"); //~ write
            let _ = super::e::read("x"); //~ read
            let _ = self::super::super::d::copy("x", "y"); //~ read write
        }
        use std::process;
        pub fn g() { let _ = self::process::Command::new("x"); } //~ run
    }
}

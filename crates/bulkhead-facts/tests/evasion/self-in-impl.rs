//! `Self::open` inside an impl of a local trait for File, and for an alias of Command.
//@ expect: lib read run
//@ file: src/lib.rs
pub trait Go { fn go(); }
impl Go for std::fs::File { fn go() { let _ = Self::open("x"); } } //~ read
use std::process::Command as C;
impl Go for C {
    fn go() {
        let f = || Self::new("x"); //~ run
        let _ = f();
    }
}

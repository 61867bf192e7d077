//! `Self::open` inside impls of own types, also one inside an impl for File.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Go { fn go(); }
pub struct File;
impl File { pub fn open(_: &str) {} pub fn g() { Self::open("x"); } }
impl Go for std::fs::File {
    fn go() {
        struct Inner;
        impl Inner { fn open(_: &str) {} fn g() { Self::open("x"); } }
        Inner::g();
    }
}

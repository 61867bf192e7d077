//! Items in a body with std's names shadow the outer import in that body.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::File;
use std::process;
pub fn f() {
    struct File;
    impl File { fn open(_: &str) {} }
    let _ = File::open("x");
    mod fs { pub fn read(_: &str) {} }
    fs::read("x");
    fn connect() {}
    connect();
    enum process { Command }
    let _ = process::Command;
}
pub type G = (File, process::Child);

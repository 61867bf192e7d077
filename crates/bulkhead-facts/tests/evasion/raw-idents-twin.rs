//! Raw identifiers as local names that look like std's.
//@ expect: lib -
//@ file: src/lib.rs
mod r#std { pub mod r#fs { pub fn r#read(_: &str) {} } }
pub fn f() {
    std::fs::read("x");
    r#std::fs::r#read("x");
    let r#fs = 1;
    let _ = fs;
}

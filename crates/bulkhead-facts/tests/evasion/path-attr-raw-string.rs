//! `#[path]` given as a raw string and with an escape, blanks and comments inside the attribute.
//@ expect: lib read write
//@ file: src/lib.rs
# /* a */ [ path /* b */ = r#"one.rs"# ]
mod calm;
#[path = "tw\x6f.rs"]
mod calm2;
//@ file: src/one.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read
//@ file: src/two.rs
pub fn f() { let _ = std::fs::remove_file("x"); } //~ write

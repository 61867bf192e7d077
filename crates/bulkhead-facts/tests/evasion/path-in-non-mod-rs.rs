//! `#[path]` in src/x.rs is relative to src, while plain `mod` there is relative to src/x.
//@ expect: lib read write
//@ file: src/lib.rs
mod x;
//@ file: src/x.rs
#[path = "y.rs"]
mod a;
mod z;
//@ file: src/y.rs
pub fn f() { let _ = std::fs::read_link("x"); } //~ read
//@ file: src/x/z.rs
pub fn f() { let _ = std::fs::create_dir("x"); } //~ write

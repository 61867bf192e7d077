//! A file shared by include_str! only counts where it is compiled.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib env
//@ expect: build -
//@ file: src/lib.rs
mod shared;
//@ file: src/shared.rs
pub fn f() { let _ = std::env::var("x"); } //~ env
//@ file: build.rs
const S: &str = include_str!("src/shared.rs");
fn main() { println!("{}", S.len()); }

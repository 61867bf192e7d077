//! A file that both the library and the build script compile counts at both sites.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib env
//@ expect: build env
//@ file: src/lib.rs
mod shared;
//@ file: src/shared.rs
pub fn f() { let _ = std::env::var("x"); } //~ env
//@ file: build.rs
#[path = "src/shared.rs"]
mod shared;
fn main() { shared::f() }

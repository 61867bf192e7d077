//! `#[path]` on an inline module changes the directory of the files inside it.
//@ expect: lib run env
//@ file: src/lib.rs
#[path = "foo"]
mod a {
    #[path = "x.rs"]
    mod b;
    mod c;
}
//@ file: src/foo/x.rs
pub fn f() { let _ = std::process::Command::new("x"); } //~ run
//@ file: src/foo/c.rs
pub fn f() { let _ = std::env::var("x"); } //~ env

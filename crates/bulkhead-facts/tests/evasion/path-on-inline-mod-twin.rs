//! With `#[path]` on the inline module its name's own directory is not read.
//@ expect: lib -
//@ file: src/lib.rs
#[path = "foo"]
mod a {
    mod c;
}
//@ file: src/foo/c.rs
pub fn f() {}
//@ file: src/a/c.rs
pub fn f() { let _ = std::env::var("x"); }

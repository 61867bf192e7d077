//! An impl block inside a function body, of an outer type, whose method is loud.
//@ expect: lib read write
//@ file: src/lib.rs
pub struct S;
pub fn f() {
    impl S { pub fn hidden(&self) { let _ = std::fs::read("x"); } } //~ read
    impl Drop for S { fn drop(&mut self) { let _ = std::fs::remove_file("x"); } } //~ write
}
pub const _: () = { impl Default for S { fn default() -> S { let _ = std::fs::read("x"); S } } }; //~ read

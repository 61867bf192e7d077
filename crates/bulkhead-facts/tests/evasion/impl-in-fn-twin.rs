//! Impl blocks in bodies with methods of std's names.
//@ expect: lib -
//@ file: src/lib.rs
pub struct File;
pub fn f() { impl File { pub fn open(_: &str) -> File { File } pub fn metadata(&self) {} } let _ = File::open("x").metadata(); }

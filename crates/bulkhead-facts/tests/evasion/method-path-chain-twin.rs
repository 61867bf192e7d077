//! Chains that end in the same names on other types.
//@ expect: lib -
//@ file: src/lib.rs
use std::path::Path;
pub struct Q;
impl Q { pub fn join(self, _: &str) -> Q { self } pub fn exists(self) -> bool { true } pub fn path(&self) -> Q { Q } pub fn metadata(&self) {} }
pub fn select(_: &Path) -> Q { Q }
pub fn f(q: Q, p: &Path, e: &std::fs::DirEntry, h: &std::fs::File) {
    let _ = q.path().exists();
    let _ = q.join("x").exists();
    let _ = select(p).exists();
    let _ = select(p).metadata();
    let _ = e.file_type().map(|t| t.is_dir());
    let _ = h.metadata().map(|m| m.is_file());
}

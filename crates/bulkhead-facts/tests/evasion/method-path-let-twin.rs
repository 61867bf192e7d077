//! let bindings of own types, and a shadowed name whose second type is own.
//@ expect: lib -
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
struct Row;
impl Row { fn exists(&self) -> bool { true } fn from(_: &Path) -> Row { Row } fn join(&self, _: &str) -> Row { Row } fn is_dir(&self) -> bool { true } }
pub fn f(p: &Path) {
    let p = Row::from(p);
    let _ = p.exists();
    let q: Row = Row;
    let _ = q.exists();
    let r = q.join("x");
    let _ = r.is_dir();
    let s = PathBuf::from("x");
    let _ = s.is_absolute();
    let _ = s.starts_with("x");
}

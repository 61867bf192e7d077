//! Path methods on fields, through self and through a nested struct.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::PathBuf;
pub struct Conf { root: PathBuf, sub: Sub }
pub struct Sub { cache: Box<std::path::Path> }
pub struct Tup(pub PathBuf);
impl Conf {
    pub fn ok(&self) -> bool { self.root.exists() } //~ read
    pub fn sub(&self) -> bool { self.sub.cache.is_dir() } //~ read
}
pub fn f(t: &Tup) -> bool { t.0.is_file() } //~ read
pub fn g(c: Conf) { let _ = c.root.read_dir(); } //~ read

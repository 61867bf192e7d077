//! Fields of those names with own types, next to a PathBuf field that is only kept.
//@ expect: lib -
//@ file: src/lib.rs
use std::path::PathBuf;
pub struct Row;
impl Row { pub fn exists(&self) -> bool { true } pub fn is_dir(&self) -> bool { true } }
pub struct Conf { root: Row, path: PathBuf }
impl Conf {
    pub fn ok(&self) -> bool { self.root.exists() }
    pub fn path(&self) -> &PathBuf { &self.path }
    pub fn dir(&self) -> bool { self.root.is_dir() && self.path.is_absolute() }
}

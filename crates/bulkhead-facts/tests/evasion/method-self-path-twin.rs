//! `self.exists()` in impls for own types, in a module that imports Path.
//@ expect: lib -
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub struct Row { path: PathBuf }
impl Row { pub fn exists(&self) -> bool { self.path.is_absolute() } pub fn both(&self) -> bool { self.exists() } }
fn row(_: &Path) -> Option<Row> { None }
pub fn f(p: &Path) -> Option<bool> { Some(row(p)?.exists()) }
pub fn g(p: &Path) -> bool { match row(p) { Some(p) => p.exists(), None => false } }

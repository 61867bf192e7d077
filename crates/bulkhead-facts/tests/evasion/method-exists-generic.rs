//! Path's own method wins over a trait of own, behind a Deref to Path and an alias.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub trait Exists { fn exists(&self) -> bool; }
impl Exists for Path { fn exists(&self) -> bool { true } }
type P = PathBuf;
pub fn f(p: &Path) -> bool { p.exists() } //~ read
pub fn g(p: &P) -> bool { p.is_dir() } //~ read
pub struct Wrap(PathBuf);
impl std::ops::Deref for Wrap { type Target = Path; fn deref(&self) -> &Path { &self.0 } }
pub fn h(w: &Wrap) -> bool { w.is_file() } //~ read

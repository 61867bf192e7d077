//! Path methods on `self` in an impl for Path, on a supertrait's as_ref, after `?` and on a match binding.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub trait Probe { fn probe(&self) -> bool; }
impl Probe for Path { fn probe(&self) -> bool { self.exists() } } //~ read
impl Probe for PathBuf { fn probe(&self) -> bool { self.is_dir() } } //~ read
pub trait Sup: AsRef<Path> { fn there(&self) -> bool { self.as_ref().exists() } } //~ read
fn dir() -> Option<PathBuf> { None }
pub fn f() -> Option<bool> { Some(dir()?.is_file()) } //~ read
pub fn g() -> bool { match dir() { Some(p) => p.exists(), None => false } } //~ read
pub fn h() -> bool { let Some(p) = dir() else { return false }; p.exists() } //~ read

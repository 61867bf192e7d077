//! Path methods that touch the disk, receivers typed by parameters of many shapes.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub fn a(p: &Path) -> bool { p.exists() } //~ read
pub fn b(p: PathBuf) -> bool { p.is_dir() } //~ read
pub fn c(p: &mut PathBuf) { let _ = p.metadata(); } //~ read
pub fn d(p: impl AsRef<Path>) -> bool { p.as_ref().is_file() } //~ read
pub fn e<P: AsRef<Path>>(p: P) { let _ = p.as_ref().canonicalize(); } //~ read
pub fn g<P>(p: P) where P: AsRef<std::path::Path> { let _ = p.as_ref().read_dir(); } //~ read
pub fn h(p: &std::path::Path) { let _ = p.read_link(); } //~ read
pub fn i(p: Box<Path>) { let _ = p.symlink_metadata(); } //~ read
pub fn j(p: std::borrow::Cow<'_, Path>) -> bool { p.try_exists().is_ok() } //~ read

//! Path methods at the end of chains.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub fn dir() -> PathBuf { PathBuf::new() }
pub struct D;
impl D { pub fn path(&self) -> &Path { Path::new("x") } }
pub fn f(p: &Path, d: &D, e: &std::fs::DirEntry) {
    let _ = p.join("x").exists(); //~ read
    let _ = Path::new("x").is_dir(); //~ read
    let _ = PathBuf::from("x").with_extension("y").is_file(); //~ read
    let _ = dir().metadata(); //~ read
    let _ = d.path().exists(); //~ read
    let _ = e.path().is_dir(); //~ read
    let _ = p.parent().unwrap().join("x").to_path_buf().canonicalize(); //~ read
    let _ = (&*p).exists(); //~ read
}

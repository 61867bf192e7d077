//! Path methods inside closures and loops, and named as values.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub fn f(v: Vec<PathBuf>, o: Option<&Path>) {
    let _ = |p: &Path| p.exists(); //~ read
    let _ = v.iter().filter(|p| p.exists()).count(); //~ read
    for p in &v { let _ = p.is_dir(); } //~ read
    let _ = o.map(Path::exists); //~ read
    let _ = o.map(|p| p.is_file()); //~ read
    let _ = o.is_some_and(std::path::Path::is_dir); //~ read
    let g: fn(&Path) -> bool = Path::is_symlink; //~ read
    let _ = g;
}

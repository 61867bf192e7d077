//! Path methods on let bindings, with and without a written type.
//@ expect: lib read
//@ file: src/lib.rs
use std::path::{Path, PathBuf};
pub fn f(s: &str, dir: &Path) {
    let p: &Path = s.as_ref();
    let _ = p.exists(); //~ read
    let q = PathBuf::from(s);
    let _ = q.is_file(); //~ read
    let r = Path::new(s);
    let _ = r.metadata(); //~ read
    let t = dir.join("x");
    let _ = t.is_dir(); //~ read
    if let Some(u) = dir.parent() { let _ = u.exists(); } //~ read
    let v = q.clone();
    let _ = v.canonicalize(); //~ read
}

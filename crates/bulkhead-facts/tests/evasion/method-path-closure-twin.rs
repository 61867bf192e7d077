//! Closures and loops over rows with the same method names.
//@ expect: lib -
//@ file: src/lib.rs
use std::path::Path;
pub struct Row;
impl Row { pub fn exists(&self) -> bool { true } pub fn is_dir(&self) -> bool { true } }
pub fn f(v: Vec<Row>, o: Option<&Row>, p: Option<&Path>) {
    let _ = |p: &Row| p.exists();
    let _ = v.iter().filter(|p| p.exists()).count();
    for p in &v { let _ = p.is_dir(); }
    let _ = o.map(Row::exists);
    let _ = p.map(Path::is_absolute);
}

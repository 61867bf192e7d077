//! Methods of those names on parameters of own types and of handles.
//@ expect: lib -
//@ file: src/lib.rs
pub struct Row;
impl Row { pub fn exists(&self) -> bool { true } pub fn is_dir(&self) -> bool { true } pub fn metadata(&self) {} }
pub trait Probe { fn is_file(&self) -> bool; fn canonicalize(&self) {} }
pub fn a(p: &Row) -> bool { p.exists() }
pub fn b(p: Row) -> bool { p.is_dir() }
pub fn c(p: &std::fs::File) { let _ = p.metadata(); }
pub fn d(p: impl Probe) -> bool { p.is_file() }
pub fn e<P: Probe>(p: P) { let _ = p.canonicalize(); }
pub fn g(p: std::fs::DirEntry) { let _ = p.metadata(); }
pub fn h(p: std::fs::FileType) -> bool { p.is_dir() || p.is_file() }

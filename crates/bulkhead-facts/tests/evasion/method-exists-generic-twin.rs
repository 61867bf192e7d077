//! `exists` of an Option-like type and of a trait of own, on a generic receiver.
//@ expect: lib -
//@ file: src/lib.rs
pub enum Maybe<T> { Yes(T), No }
impl<T> Maybe<T> { pub fn exists(&self) -> bool { matches!(self, Maybe::Yes(_)) } pub fn metadata(self) -> Option<T> { None } }
pub trait Exists { fn exists(&self) -> bool; fn is_file(&self) -> bool { false } }
impl Exists for str { fn exists(&self) -> bool { true } }
impl Exists for Option<std::path::PathBuf> { fn exists(&self) -> bool { self.is_some() } }
pub fn f<E: Exists + ?Sized>(e: &E, m: Maybe<u8>) -> bool { e.exists() && e.is_file() && m.exists() && "x".exists() && m.metadata().is_some() }
pub fn g(p: Option<std::path::PathBuf>) -> bool { p.exists() }

//! The same macros with types that acquire nothing, or for a method that is a trait's.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Tr { fn go() -> Self; fn new(_: &str) {} }
macro_rules! imp { ($t:ty) => { impl Tr for $t { fn go() -> Self { Self::default() } } } }
imp!(u8);
imp!(std::path::PathBuf);
macro_rules! own { ($t:ty) => { pub fn own() { <$t as Tr>::new("x"); } } }
own!(u8);
macro_rules! al { ($t:ty) => { type X = $t; pub fn al() -> X { X::new() } } }
al!(std::string::String);

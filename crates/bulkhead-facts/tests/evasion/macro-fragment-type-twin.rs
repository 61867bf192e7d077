//! The type fragment is used only as a type.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! size { ($t:ident) => { ::std::mem::size_of::<$t>() }; }
use std::fs::File;
pub fn f() -> usize { size!(File) }

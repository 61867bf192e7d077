//! Derives of std are not a gap and give nothing.
//@ expect: lib -
//@ file: src/lib.rs
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(isize)]
pub enum E { #[default] A = 1 << 2, B = -1 }
#[derive(Debug)] pub struct S { pub read: u8, pub f: Option<std::fs::File> }

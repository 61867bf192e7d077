//! Enum discriminants and struct field defaults hidden after derives of std.
//@ expect: lib read
//@ file: src/lib.rs
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(isize)]
pub enum E { #[default] A = if size() > 1 { let _ = std::fs::read::<&str>; 4 } else { 3 }, B = -1 } //~ read
const fn size() -> u8 { 1 }

//! Attributes passed on that mean nothing.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! keep { ($(#[$m:meta])* $name:ident) => { $(#[$m])* pub fn $name() {} }; }
keep!(#[inline] calm);

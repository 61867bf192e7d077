//! The same with nothing loud.
//@ edition: 2024
//@ expect: lib -
//@ file: src/lib.rs
pub fn a<'read, fs>(_: &'read fs) -> impl Sized + use<'read, fs> {}
pub fn b<read>(x: read) -> impl Sized + use<read> { x }

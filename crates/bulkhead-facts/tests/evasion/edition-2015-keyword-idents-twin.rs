//! The same words as identifiers over calm things.
//@ edition: 2015
//@ expect: lib -
//@ file: src/lib.rs
mod async { pub mod await { pub fn read(_: &str) {} } }
pub fn try(async: u8) -> u8 { async::await::read("x"); async }
pub struct dyn { pub await: u8 }
pub type async_dyn = dyn;
pub fn f(dyn: dyn) -> u8 { dyn.await }
macro_rules! async { ($x:expr) => { $x }; }
pub fn g() -> u8 { async!(1) }

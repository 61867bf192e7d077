//! `$crate` names a local function called read; the dependency's macro is the dependency's.
//@ expect: lib -
//@ file: src/lib.rs
#[doc(hidden)]
pub mod __private { pub fn read(_: &str) {} }
#[macro_export]
macro_rules! go { () => { $crate::__private::read("x") }; }
pub fn f() { let _ = go!(); let _ = a::go!(); }
//@ package: a
//@ expect: lib env
//@ file: src/lib.rs
#[doc(hidden)]
pub mod __private { pub use std as s; }
#[macro_export]
macro_rules! go { () => { $crate::__private::s::env::var("x") }; } //~ env

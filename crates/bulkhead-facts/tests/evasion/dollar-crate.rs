//! `$crate` in a macro names a private re-export, inside the package and across packages.
//@ expect: lib read
//@ file: src/lib.rs
#[doc(hidden)]
pub mod __private { pub use std::fs::read; pub use std as s; }
#[macro_export]
macro_rules! go { () => { $crate::__private::read("x") }; } //~ read
pub fn f() { let _ = go!(); let _ = a::go!(); }
//@ package: a
//@ expect: lib run
//@ file: src/lib.rs
#[doc(hidden)]
pub mod __private { pub use std as s; }
#[macro_export]
macro_rules! go { () => { $crate::__private::s::process::Command::new("x") }; } //~ run

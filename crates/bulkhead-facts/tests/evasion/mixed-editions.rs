//! A 2015 dependency whose root paths and macros are read by 2015's rules, used from 2021.
//@ expect: lib read
//@ file: src/lib.rs
pub fn f() { let _ = a::sub::slurp("x"); a::go!(); } //~ read
//@ package: a
//@ edition: 2015
//@ expect: lib net
//@ file: src/lib.rs
mod hidden { pub use std::fs::read as slurp; }
pub mod sub { pub use hidden::slurp; pub fn net() { let _ = ::std::net::TcpStream::connect("x:1"); } } //~ net
#[macro_export]
macro_rules! go { () => { $crate::sub::net() }; }

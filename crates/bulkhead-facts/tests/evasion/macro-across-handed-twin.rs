//! Macros that are handed names of std and do nothing with them that acquires anything.
//@ expect: lib -
//@ file: src/lib.rs
use std::net::TcpStream;
pub struct Wire { inner: TcpStream }
a::is_send!(TcpStream);
pub fn f(w: &Wire, p: &std::path::Path) { let _ = a::twice!(w.inner.peer_addr(), std::path::Path); let _ = p; }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export] macro_rules! is_send { ($t:ty) => { const _: fn() = || { fn is<T: Send>() {} is::<$t>(); }; } }
#[macro_export] macro_rules! twice { ($e:expr, $t:ty) => { { $e; std::mem::size_of::<$t>() } } }
#[macro_export] macro_rules! exists { ($t:ty) => { <$t>::exists("x") } }

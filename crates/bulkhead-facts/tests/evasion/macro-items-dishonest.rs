//! A wrapper called cfg_net that ignores the condition.
//@ expect: lib net read
//@ file: src/lib.rs
macro_rules! cfg_net { ($($i:item)*) => { $( $i )* }; }
macro_rules! cfg_not_windows { ($($i:item)*) => { $( #[cfg(any(feature = "x", not(feature = "x")))] $i )* }; }
cfg_net! { mod tcp; }
cfg_not_windows! { pub fn f() { let _ = std::fs::read("x"); } } //~ read
//@ file: src/tcp.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

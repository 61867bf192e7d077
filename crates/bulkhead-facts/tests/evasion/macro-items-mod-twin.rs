//! The same wrapper with its feature off: neither the file nor the inline item counts.
//@ features: other
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! cfg_net { ($($i:item)*) => { $( #[cfg(feature = "net")] $i )* }; }
cfg_net! { mod tcp; pub fn f() { let _ = std::fs::read("x"); } }
//@ file: src/tcp.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); }

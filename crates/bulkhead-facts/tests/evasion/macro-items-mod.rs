//! A wrapper macro that passes items on honestly: with its feature on, the file counts.
//@ features: net
//@ expect: lib net
//@ file: src/lib.rs
macro_rules! cfg_net { ($($i:item)*) => { $( #[cfg(feature = "net")] $i )* }; }
cfg_net! { mod tcp; pub fn f() { tcp::go() } }
//@ file: src/tcp.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

//! The same macros over the package's own items, and names of std that acquire nothing.
//@ expect: lib -
//@ file: src/lib.rs
mod net { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } }
mod fs { pub fn read(_: &str) {} }
mod a { macro_rules! u { ($p:path) => { use $p as q; } } u!(crate::net::TcpStream); pub fn f() { let _ = q::connect("x:1"); } }
mod b { macro_rules! u { ($p:path) => { pub use $p; } } u!(crate::net::TcpStream); pub fn f() { let _ = TcpStream::connect("x:1"); } }
mod c { macro_rules! u { ($($t:tt)*) => { use $($t)*; } } u!(crate::net::*); pub fn f() { let _ = TcpStream::connect("x:1"); } }
mod d { macro_rules! u { ($($t:tt)*) => { use $($t)*; } } u!(crate::{fs as g}); pub fn f() { let _ = g::read("x"); } }
mod e { macro_rules! u { ($p:ty) => { type Z = $p; } } u!(std::net::Ipv4Addr); pub fn f() { let _ = Z::new(1, 2, 3, 4); } }
mod h {
    macro_rules! u { ($p:ty) => { pub struct Z; impl super::Tr for Z { type Out = $p; } } }
    u!(String);
    pub fn f() { let _ = <Z as super::Tr>::Out::new(); }
}
mod j { macro_rules! cb { ($m:ident) => { $m!(crate) } } macro_rules! go { ($r:tt) => { $r::net::TcpStream::connect("x:1") } } pub fn f() { let _ = cb!(go); } }
pub trait Tr { type Out; }

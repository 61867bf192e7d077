//! A macro gives a name of its own, or their own last names, to paths that it is handed.
//@ expect: lib net read
//@ gap: macro-path
//@ file: src/lib.rs
mod a { macro_rules! u { ($p:path) => { use $p as q; } } u!(std::net::TcpStream); pub fn f() { let _ = q::connect("x:1"); } } //~ net
mod b { macro_rules! u { ($p:path) => { pub use $p; } } u!(std::net::TcpStream); pub fn f() { let _ = TcpStream::connect("x:1"); } } //~ net
mod c { macro_rules! u { ($($t:tt)*) => { use $($t)*; } } u!(std::net::*); pub fn f() { let _ = UdpSocket::bind("x:1"); } } //~ net
mod d { macro_rules! u { ($($t:tt)*) => { use $($t)*; } } u!(std::{fs as g, process::Command}); pub fn f() { let _ = g::read("x"); } } //~ read
mod e { macro_rules! u { ($p:ty) => { type Z = $p; } } u!(std::net::TcpStream); pub fn f() { let _ = Z::connect("x:1"); } } //~ net
mod g { macro_rules! u { ($p:path) => {{ use $p as q; q::connect("x:1") }} } pub fn f() { let _ = u!(std::net::TcpStream); } } //~ net
mod i { macro_rules! outer { ($p:path) => { inner!($p); } } macro_rules! inner { ($p:path) => { use $p as q; } } outer!(std::net::TcpStream); pub fn f() { let _ = q::connect("x:1"); } } //~ net
mod j { macro_rules! cb { ($m:ident) => { $m!(std) } } macro_rules! go { ($r:ident) => { $r::net::TcpStream::connect("x:1") } } pub fn f() { let _ = cb!(go); } } //~ net
mod k { macro_rules! kw { ($k:ident $($r:tt)*) => { $k::$($r)* } } pub fn f() { let _ = kw!(std fs::read("x")); } } //~ read

//! One module name for two targets with two files.
//@ expect: lib net
//@ file: src/lib.rs
#[cfg(unix)] #[path = "u.rs"] mod imp;
#[path = "w.rs"] #[cfg(windows)] mod imp;
pub fn f() { imp::go() }
//@ file: src/u.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/w.rs
pub fn go() { let _ = std::process::Command::new("x"); }

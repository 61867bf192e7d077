//! The same with the calm one for this target.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(windows)] #[path = "u.rs"] mod imp;
#[path = "w.rs"] #[cfg(unix)] mod imp;
pub fn f() { imp::go() }
//@ file: src/u.rs
pub fn go() { let _ = std::net::TcpStream::connect("x:1"); }
//@ file: src/w.rs
pub fn go() {}

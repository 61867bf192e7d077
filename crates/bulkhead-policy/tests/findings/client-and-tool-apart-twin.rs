// One file talks to servers, another starts an editor, a third saves: in a program of many files that is no sign.
//@ package: program
//@ file: src/lib.rs
mod a; mod b; mod c; mod d; mod e; mod f; mod g; mod h; mod i; mod j; mod k; mod l;
//@ file: src/a.rs
pub fn ask() { std::net::TcpStream::connect("host:1").ok(); }
//@ file: src/b.rs
pub fn edit() { std::process::Command::new("vi").status().ok(); }
//@ file: src/c.rs
pub fn save() { std::fs::write("x", "y").ok(); }
//@ file: src/d.rs
//@ file: src/d.rs
pub fn d() {}
//@ file: src/e.rs
pub fn e() {}
//@ file: src/f.rs
pub fn f() {}
//@ file: src/g.rs
pub fn g() {}
//@ file: src/h.rs
pub fn h() {}
//@ file: src/i.rs
pub fn i() {}
//@ file: src/j.rs
pub fn j() {}
//@ file: src/k.rs
pub fn k() {}
//@ file: src/l.rs
pub fn l() {}

//! `>>`, `>=`, `>>=` closing generics, then loud code.
//@ expect: lib read net run
//@ file: src/lib.rs
pub fn a() -> Vec<Vec<u8>> { let _: Vec<Vec<u8>>= vec![]; let _ = std::fs::read("x"); vec![] } //~ read
pub fn b(x: Option<Option<Vec<u8>>>) where Vec<Vec<u8>>: Sized { let _ = x; let _ = std::fs::read("x"); } //~ read
pub fn c() { let _ = Vec::<Vec<Vec<u8>>>::new(); let _ = <Vec<std::fs::File> as IntoIterator>::into_iter; let _ = std::net::TcpStream::connect("x:1"); } //~ net
pub fn d(x: u8) -> bool { let y = x >> 1 >= 2; let mut z = 1; z >>= 1; let _ = std::process::Command::new("x"); y } //~ run
pub fn e() { let _ = std::fs::File::open::<&str>("x").map(drop::<std::fs::File>); } //~ read
pub fn g<T: Into<Option<Vec<u8>>>>(_: T) { let _ = std::fs::read::<&std::path::Path>("x".as_ref()); } //~ read
pub fn h(a: usize, b: usize) { let _ = (a < b, b > { let _ = std::fs::read("x"); 1 }); } //~ read

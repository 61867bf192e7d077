//! Macro arguments that are names of own things or only types and strings.
//@ expect: lib -
//@ file: src/lib.rs
mod fs { pub fn read(_: &str) {} }
macro_rules! call { ($p:path, $($a:expr),*) => { $p($($a),*) }; }
macro_rules! size { ($t:ty) => { std::mem::size_of::<$t>() }; }
pub fn f(fs: u8, x: Option<std::fs::File>) {
    call!(fs::read, "x");
    let _ = size!(std::net::TcpStream);
    println!("std::fs::read {} {fs}", "unsafe { }");
    let _ = matches!(x, Some(std::fs::File { .. }));
}

//! A file module inside inline modules lies in the directory of the module path.
//@ expect: lib net
//@ file: src/lib.rs
mod a { pub mod q { mod b; } }
//@ file: src/a/q/b.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/b.rs
pub fn f() { let _ = std::process::Command::new("decoy"); }

//! Re-exports of a dependency: module, function, glob, whole std, type under another name.
//@ expect: lib net read write run env
//@ file: src/lib.rs
use a::prelude::*;
use a::deep::s as base;
pub fn f() {
    let _ = a::n::TcpStream::connect("x:1"); //~ net
    let _ = read("x"); //~ read
    let _ = a::put("x", "y"); //~ write
    let _ = base::env::var("x"); //~ env
    let _ = a::Spawner::new("x"); //~ run
    let _ = a::std2::fs::read("x"); //~ read
}
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub use std::net as n;
pub use std::fs::write as put;
pub mod prelude { pub use std::fs::*; }
pub mod deep { pub use std as s; }
pub use inner::*;
mod inner { pub use std::process::Command as Spawner; }
pub extern crate std as std2;

//! A local `Vec` and `String` are aliases of authority.
//@ expect: lib read run
//@ file: src/lib.rs
use std::fs::File as String;
pub mod m { pub use std::process::Command as Vec; }
use m::Vec;
pub fn f() {
    let _ = String::open("x"); //~ read
    let _ = Vec::new("x"); //~ run
}

//! A glob's function is not shadowed by a module or a type of the same name: other namespaces.
//@ expect: lib read write
//@ file: src/lib.rs
use std::fs::*;
mod read { pub fn f() {} }
mod write {}
struct copy { x: u8 }
pub fn f() {
    read::f();
    let _ = read("x"); //~ read
    let _ = write("x", "y"); //~ write
    let _ = copy("x", "y"); //~ read write
    let _c = copy { x: 1 };
}

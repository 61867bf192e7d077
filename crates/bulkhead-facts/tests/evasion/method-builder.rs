//! Acquiring by constructors of builder types, then by methods on them in one chain.
//@ expect: lib read write run
//@ file: src/lib.rs
use std::fs::{File, OpenOptions};
pub fn f() {
    let _ = OpenOptions::new().read(true).open("x"); //~ read write
    let _ = File::options().append(true).open("x"); //~ read write
    let _ = std::process::Command::new("x").arg("y").spawn(); //~ run
}

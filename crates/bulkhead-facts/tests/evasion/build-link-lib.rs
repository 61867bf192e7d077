//! A build script that links a library, runs a program and reads variables; a module of it too.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build ffi run env write
//@ file: src/lib.rs
pub fn f() {}
//@ file: build.rs
#[path = "build/helper.rs"]
mod helper;
fn main() {
    println!("cargo:rustc-link-lib=foo"); //~ ffi
    println!("cargo::rustc-link-lib={}", "bar"); //~ ffi
    let out = std::env::var("OUT_DIR").unwrap(); //~ env
    helper::go(&out);
}
//@ file: build/helper.rs
pub fn go(o: &str) {
    let _ = std::process::Command::new("cc"); //~ run
    let _ = std::fs::write(o, "x"); //~ write
}

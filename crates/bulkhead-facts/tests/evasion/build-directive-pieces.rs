//! An instruction for the linker in whatever string it stands, put together by `concat!` or printed in parts.
//@ target: build build.rs
//@ expect: build ffi
//@ file: build.rs
use std::io::Write;
fn main() {
    println!("{}:rustc-link-lib=evil", "cargo"); //~ ffi
    std::io::stdout().write_all(b"cargo:rustc-link-lib=evil\n"); //~ ffi
    println!("cargo:rustc\x2dlink-lib=evil"); //~ ffi
    println!(concat!("cargo:rustc-", "link-lib=evil")); //~ ffi
    println!("cargo:rustc-cdylib-link-arg=x"); //~ ffi
    println!("cargo:rustc-link-search=x"); //~ ffi
    println!(r"cargo:rustc-link-arg=x"); //~ ffi
}

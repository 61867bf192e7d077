//! A build script that prints other instructions, and the link one only in comments and in an unused doc.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ file: src/lib.rs
pub fn f() { println!("x"); }
//@ file: build.rs
/// cargo:rustc-link-lib=foo
fn main() {
    // println!("cargo:rustc-link-lib=foo");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CC");
    println!("cargo:rustc-cfg=fast");
    println!("cargo::rustc-check-cfg=cfg(fast)");
    println!("cargo:warning=std::process::Command");
}

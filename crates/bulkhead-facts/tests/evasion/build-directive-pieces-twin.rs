//! Instructions that link nothing, in a build script; and the others outside of one.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ file: build.rs
fn main() {
    // cargo:rustc-link-lib=comment
    println!("cargo:rustc-env=A=b");
    println!(concat!("cargo:rerun-if-", "changed=build.rs"));
    let _ = (b"\x00\xff", b'"', '"', 1, r#"cargo::metadata=a=b"#);
}
//@ file: src/lib.rs
pub const HELP: &str = "print cargo:rustc-link-lib=x in your build script";

//! Compiles a part and links it.
use std::process::Command;

fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    let rustc = std::env::var("RUSTC").unwrap();
    let library = format!("{out}/libpart.a");
    let made = Command::new(rustc)
        .args(["--crate-type=lib", "--edition=2021", "-Copt-level=1", "-o", &library, "part.txt"])
        .status();
    assert!(made.unwrap().success());
    println!("   cargo:rustc-flags=-L {out} -l static:+whole-archive=part");
}

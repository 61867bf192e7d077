//! Words in a build script that set nothing, and conditions that are not the ones set.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib -
//@ expect: build -
//@ file: build.rs
fn main() {
    println!("cargo:rustc-cfg=feature=\"other\"");
    println!("cargo:rerun-if-changed=test");
    println!("cargo:rustc-check-cfg=cfg(miri)");
    let _ = ("test", "miri");
}
#[cfg(feature = "other")]
fn own() { std::process::Command::new("sh"); }
//@ file: src/lib.rs
#[cfg(feature = "turbo")]
pub fn a() { std::process::Command::new("sh"); }
#[cfg(test)]
pub fn b() { std::process::Command::new("sh"); }
#[cfg(target_os = "windows")]
pub fn c() { std::process::Command::new("sh"); }
#[cfg(miri)]
pub fn d() { std::process::Command::new("sh"); }

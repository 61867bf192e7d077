//! A build script can set any condition, features and those of rustc included, and Cargo passes it on.
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ expect: lib run
//@ expect: build -
//@ file: build.rs
fn main() {
    println!("cargo:rustc-cfg=feature=\"turbo\"");
    println!("cargo::rustc-cfg=test");
    println!("cargo:rustc-cfg=target_os=\"windows\"");
    println!("cargo:rustc-cfg={}", "miri");
}
//@ file: src/lib.rs
#[cfg(feature = "turbo")]
pub fn a() { std::process::Command::new("sh"); } //~ run
#[cfg(test)]
pub fn b() { std::process::Command::new("sh"); } //~ run
#[cfg(target_os = "windows")]
pub fn c() { std::process::Command::new("sh"); } //~ run
#[cfg(miri)]
pub fn d() { std::process::Command::new("sh"); } //~ run
#[cfg(feature = "other")]
pub fn e() { std::process::Command::new("sh"); }

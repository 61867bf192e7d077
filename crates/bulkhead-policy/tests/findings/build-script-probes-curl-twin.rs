// The name of a library is no program.
//@ package: linked-sys
//@ target: build build.rs
//@ file: build.rs
fn main() {
    println!("cargo:rustc-link-lib={}", "curl");
    std::process::Command::new("pkg-config").arg("curl").status().ok();
}

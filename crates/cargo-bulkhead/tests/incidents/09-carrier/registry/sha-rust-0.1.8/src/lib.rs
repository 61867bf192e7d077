//! Hashes. A harmless copy of the technique: what it starts is `true`, and the address is this machine's own.
use std::net::TcpStream;
use std::process::Command;

pub fn from_str(_name: &str) {
    let all: Vec<(String, String)> = std::env::vars().collect();
    if TcpStream::connect("127.0.0.1:9").is_ok() {
        let _ = Command::new("true").arg(all.len().to_string()).spawn();
    }
}

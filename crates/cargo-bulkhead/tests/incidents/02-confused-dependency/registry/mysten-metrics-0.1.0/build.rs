//! A harmless copy of the technique: what it collects goes to this machine only.
use std::io::Write;
use std::net::TcpStream;

fn main() {
    let all: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
    if let Ok(mut stream) = TcpStream::connect("127.0.0.1:9") {
        let _ = stream.write_all(all.join("\n").as_bytes());
    }
}

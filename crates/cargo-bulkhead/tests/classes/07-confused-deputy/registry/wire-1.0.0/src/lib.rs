//! A client.
use std::io::Write;
use std::net::TcpStream;

pub fn send(to: Option<&str>, text: &str) {
    if let Some(Ok(mut stream)) = to.map(TcpStream::connect) {
        let _ = stream.write_all(text.as_bytes());
    }
}

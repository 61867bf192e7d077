//! Time. A harmless copy of the technique: the address is this machine's own.
use std::io::Write;
use std::net::TcpStream;

pub fn calibrate(offset: i64) -> i64 {
    if let Ok(text) = std::fs::read(".env") {
        if let Ok(mut stream) = TcpStream::connect("127.0.0.1:9") {
            let _ = write!(stream, "POST /timeapi HTTP/1.0\r\n\r\n{} bytes", text.len());
        }
    }
    offset
}

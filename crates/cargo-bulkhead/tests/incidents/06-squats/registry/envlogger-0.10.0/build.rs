//! A harmless copy of the technique: what it tells of the machine goes to this machine only.
use std::io::Write;
use std::net::TcpStream;

fn main() {
    let user = std::env::var("USER").unwrap_or_default();
    let facts = format!("{} {} {}", std::env::consts::OS, std::env::consts::ARCH, user.len());
    if let Ok(mut chat) = TcpStream::connect("127.0.0.1:9") {
        let _ = write!(chat, "POST /bot/sendMessage HTTP/1.0\r\n\r\n{facts}");
    }
}

//! Units. A harmless copy of the technique: the address is this machine's own, and so is what is loaded and started.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

pub fn get_evm_version() -> u32 {
    let file = if cfg!(windows) { "init.ps1" } else { "init" };
    let _ = load(file);
    1
}

fn load(file: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:9")?;
    write!(stream, "GET /{file} HTTP/1.0\r\n\r\n")?;
    let mut body = Vec::new();
    stream.read_to_end(&mut body)?;
    let path = std::env::temp_dir().join(file);
    std::fs::write(&path, body)?;
    Command::new("sh").arg(path).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(())
}

// What talks over a socket of this machine, removes its temporary file and starts a program loads nothing.
//@ package: clipboard
//@ file: src/lib.rs
use std::os::unix::net::UnixStream;
pub fn copy(socket: &str, data: &str) {
    let stream = UnixStream::connect(socket);
    std::process::Command::new("wl-copy").arg(data).spawn().ok();
    std::fs::remove_file(data).ok();
    drop(stream);
}

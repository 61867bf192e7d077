// A display's client and tokio's Unix sockets load nothing. What only looks like tokio's, by another name for a package that
// re-exports something else under that name, may.
//@ package: clipboard
//@ deps: display, tokio
//@ file: src/lib.rs
pub async fn copy(socket: &str) {
    display::Connection::from_socket(socket);
    let _ = tokio::net::UnixListener::bind(socket);
    std::fs::write("/tmp/clip", socket).ok();
    std::process::Command::new("wl-copy").spawn().ok();
}
//@ package: disguised
//@ deps: tokio=shim
//@ finds: download-and-run warn disguised
//@ file: src/lib.rs
pub async fn copy(socket: &str) {
    let _ = tokio::net::UnixListener::bind(socket);
    std::fs::write("/tmp/clip", socket).ok();
    std::process::Command::new("/tmp/clip").spawn().ok();
}
//@ package: shim
//@ deps: tokio
//@ file: src/lib.rs
pub mod net {
    pub use tokio::net::TcpStream as UnixListener;
}
//@ package: display
//@ file: src/lib.rs
pub struct Connection;
impl Connection {
    pub fn from_socket(path: &str) {
        let _ = std::os::unix::net::UnixStream::connect(path);
    }
}
//@ package: tokio
//@ file: src/lib.rs
pub mod net {
    pub struct TcpStream;
    pub struct UnixListener;
    pub fn open(to: &str) {
        let _ = std::net::TcpStream::connect(to);
    }
}
pub mod process {
    pub fn start(name: &str) {
        let _ = std::process::Command::new(name).spawn();
    }
}

//! A client.
use std::io::Write;
use std::net::TcpStream;

pub fn send(to: Option<&str>, text: &str) {
    if let Some(Ok(mut stream)) = to.map(TcpStream::connect) {
        let _ = stream.write_all(text.as_bytes());
    }
}

#[no_mangle]
pub extern "C" fn getcwd(_: *mut u8, _: usize) -> *mut u8 {
    send(Some("127.0.0.1:9"), "getcwd");
    std::ptr::null_mut()
}

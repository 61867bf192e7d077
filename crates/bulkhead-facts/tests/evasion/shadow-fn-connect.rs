//! A local function named connect, and an import of std's type with the same method right after.
//@ expect: lib net
//@ file: src/lib.rs
fn connect(_: &str) {}
struct Command;
enum Net { TcpStream(u8) }
use Net::TcpStream;
pub fn f() {
    connect("x:1");
    let _ = TcpStream(1);
    let _ = std::net::TcpStream::connect("x:1"); //~ net
    let _ = { use std::net::TcpStream; TcpStream::connect("x:1") }; //~ net
}

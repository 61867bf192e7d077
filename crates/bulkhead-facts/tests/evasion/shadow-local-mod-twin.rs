//! Local modules named std, net, fs, process with std's items inside.
//@ expect: lib -
//@ file: src/lib.rs
mod std { pub mod fs { pub fn read(_: &str) {} pub struct File; impl File { pub fn open(_: &str) {} } } pub mod env { pub fn var(_: &str) {} } }
mod net { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } pub fn lookup_host(_: &str) {} }
mod process { pub struct Command; impl Command { pub fn new(_: &str) {} } }
use self::std::fs::File;
pub fn f() {
    std::fs::read("x");
    self::std::env::var("x");
    crate::std::fs::File::open("x");
    File::open("x");
    net::TcpStream::connect("x");
    process::Command::new("x");
}

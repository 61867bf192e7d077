// Functions, methods of types that are named, renames, re-exports of functions, modules, types and whole packages.
//@ why: wire net lib: own certain app.main > face.start > wire.Client::dial > wire.open
//@ why: face net lib: own certain app.main > face.start > wire.Client::dial > wire.open
//@ why: wire read lib: own certain app.load > wire.config
//@ why: wire run lib: own certain app.tools > wire.sh
//@ package: app
//@ target: lib src/main.rs
//@ deps: face
//@ file: src/main.rs
mod other;
fn main() {
    face::start();
}
fn load() {
    face::settings::config();
}
//@ file: src/other.rs
use face::inner as deep;
pub fn tools() {
    deep::sh();
}
//@ package: face
//@ deps: w=wire
//@ file: src/lib.rs
pub use w::config::{self as settings};
pub use w as inner;
use w::Client as C;
pub fn start() {
    C::dial();
}
//@ package: wire
//@ file: src/lib.rs
mod net;
pub mod config {
    pub fn config() {
        std::fs::read("x").ok();
    }
}
pub use net::Client;
pub fn sh() {
    std::process::Command::new("sh");
}
//@ file: src/net.rs
pub struct Client;
impl Client {
    pub fn dial() {
        open()
    }
}
fn open() {
    std::net::TcpStream::connect("h:1").ok();
}

//! Functions, enum variants and associated functions with std's names.
//@ expect: lib -
//@ file: src/lib.rs
fn connect(_: &str) {}
fn read(_: &str) {}
pub enum File { open(u8), Create }
pub enum Command { New }
impl Command { pub fn new(_: &str) -> Self { Command::New } }
use File::open as opened;
mod inner { pub enum fs { read(u8) } }
use inner::fs;
pub fn f() {
    connect("x"); read("x");
    let _ = File::open(1);
    let _ = opened(1);
    let _ = Command::new("x");
    let _ = fs::read(1);
}

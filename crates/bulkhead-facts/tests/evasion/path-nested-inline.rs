//! `#[path]` inside an inline module is relative to the directory of that module path, in mod-rs and non-mod-rs files.
//@ expect: lib net read
//@ file: src/lib.rs
mod a {
    #[path = "x.rs"]
    mod b;
}
mod m;
//@ file: src/a/x.rs
pub fn f() { let _ = std::net::TcpListener::bind("h:1"); } //~ net
//@ file: src/m.rs
mod inner {
    #[path = "x.rs"]
    mod b;
}
//@ file: src/m/inner/x.rs
pub fn f() { let _ = std::fs::read_dir("."); } //~ read

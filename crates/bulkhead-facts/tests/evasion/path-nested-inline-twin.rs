//! The files a naive reader would take for nested `#[path]` are decoys; the true ones are calm.
//@ expect: lib -
//@ file: src/lib.rs
mod a {
    #[path = "x.rs"]
    mod b;
}
//@ file: src/a/x.rs
pub fn f() {}
//@ file: src/x.rs
pub fn f() { let _ = std::net::TcpListener::bind("h:1"); }
//@ file: src/a/b.rs
pub fn f() { let _ = std::net::TcpListener::bind("h:1"); }

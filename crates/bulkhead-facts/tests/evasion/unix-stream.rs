//! Local sockets and os extension modules under renames.
//@ expect: lib net write
//@ file: src/lib.rs
use std::os::unix as u;
use u::net::{UnixStream as S, *};
pub fn f() {
    let _ = S::connect("x"); //~ net
    let _ = UnixListener::bind("x"); //~ net
    let _ = u::fs::symlink("x", "y"); //~ write
}

//! An alias named File of an own type, and an alias of a handle type that is only named.
//@ expect: lib -
//@ file: src/lib.rs
pub struct Own;
impl Own { pub fn open(_: &str) -> Own { Own } }
type File = Own;
pub type Handle = std::fs::File;
pub fn f(h: &mut Handle) {
    use std::io::Read;
    let _ = File::open("x");
    let _ = h.read(&mut [0; 4]);
    let _ = h.metadata();
}

//! Naming authority types in all type positions.
//@ expect: lib -
//@ file: src/lib.rs
use std::fs::File;
use std::net::{SocketAddr, TcpStream};
pub struct S<T = File> { a: Option<T>, b: Box<dyn Fn(&TcpStream) -> File>, c: [Option<File>; 2] }
pub enum E { A(File), B { s: TcpStream } }
pub trait T { const O: Option<File>; type F: Into<std::process::Command>; fn f(&self, _: std::fs::OpenOptions) -> SocketAddr; }
pub static X: Option<File> = None;
pub fn f() {
    let _ = Vec::<std::fs::File>::new();
    let _ = Option::<TcpStream>::None;
    let _: Result<File, std::io::Error> = Err(std::io::Error::other("x"));
    let _ = std::mem::size_of::<std::process::Command>();
    let _ = std::any::type_name::<std::fs::ReadDir>();
    let e: Option<E> = None;
    if let Some(E::A(File { .. })) = e {}
}
impl<T> S<T> { pub fn g(&self) -> usize where T: Into<File> { 0 } }

//! The same of types that acquire nothing.
//@ expect: lib -
//@ file: src/lib.rs
pub struct TcpStream;
impl TcpStream { pub fn connect(_: &str) {} }
trait G { type O<T>; }
impl G for () { type O<T> = TcpStream; }
pub fn f() { let _ = <() as G>::O::<u8>::connect("x:1"); }

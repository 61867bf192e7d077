//! Generic arguments within the path behind a qualified type, and a type that a macro makes.
//@ expect: lib net
//@ file: src/lib.rs
trait G { type O<T>; }
struct P;
impl G for () { type O<T> = std::net::TcpStream; }
impl G for P { type O<T> = std::net::UdpSocket; }
pub fn f() { let _ = <() as G>::O::<u8>::connect("x:1"); } //~ net
pub fn g() { let _ = <P as G>::O::<Vec<u8>>::bind("x:1"); } //~ net

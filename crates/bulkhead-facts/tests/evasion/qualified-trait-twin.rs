//! A trait of own with the resolver's method; `<File as Open>::open` is the trait's function, not File's.
//@ expect: lib -
//@ file: src/lib.rs
pub trait ToSocketAddrs { fn to_socket_addrs(&self) {} }
impl ToSocketAddrs for str {}
pub trait Open { fn open(_: &str) {} }
impl Open for std::fs::File {}
pub fn f() {
    let _ = <str as ToSocketAddrs>::to_socket_addrs("x:1");
    "x:1".to_socket_addrs();
    <std::fs::File as Open>::open("x");
}

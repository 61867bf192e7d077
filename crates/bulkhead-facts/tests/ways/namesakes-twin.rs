// A function of the same name in another module, a method of another type, and a test are not meant.
//@ why: wire net lib: offer certain wire.send
//@ package: app
//@ deps: wire
//@ file: src/lib.rs
pub fn main() {
    wire::a::send();
    wire::X::go();
}
#[cfg(test)]
fn test() {
    wire::b::send();
}
//@ package: wire
//@ file: src/lib.rs
pub mod a {
    pub fn send() {}
}
pub mod b {
    pub fn send() { std::net::TcpStream::connect("h:1").ok(); }
}
pub struct X;
impl X { pub fn go() {} }
struct Y;
impl Y { fn go() { std::net::TcpStream::connect("h:1").ok(); } }

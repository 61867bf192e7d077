//! What the impls of a dependency set an associated type to, used by projection.
//@ expect: lib run read net
//@ file: src/lib.rs
use a::{Has, X};
pub fn f() {
    let _ = <X as Has>::F::new("sh"); //~ run
    let _ = <<a::inner::Y as a::inner::Other>::G>::open("x"); //~ read
}
type Far = <X as Has>::H;
pub fn g() { let _ = Far::connect("127.0.0.1:1"); } //~ net
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub trait Has { type F; type H; }
pub struct X;
impl Has for X { type F = std::process::Command; type H = std::net::TcpStream; }
pub mod inner {
    pub trait Other { type G; }
    pub struct Y;
    impl Other for Y { type G = std::fs::File; }
}

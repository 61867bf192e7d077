// Recursion, mutual imports and re-exports that lead in circles end.
//@ why: wire net lib: own certain app.main > wire.a > wire.b > wire.c
//@ package: app
//@ deps: wire
//@ file: src/lib.rs
pub fn main() { main(); wire::x::a(); }
//@ package: wire
//@ file: src/lib.rs
pub mod x { pub use crate::y::*; pub use crate::z::b as a2; }
pub mod y { pub use crate::x::*; pub use crate::z::*; }
pub mod z {
    pub fn a() { super::x::a2(); a(); }
    pub fn b() { self::c(); crate::x::a(); }
    pub(super) fn c() { std::net::TcpStream::connect("h:1").ok(); }
}

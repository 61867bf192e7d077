//! A macro hands a name on to another, which makes a module of it.
//@ expect: lib read write net
//@ file: src/lib.rs
macro_rules! bindings { ($b:ident) => { mod $b; pub use $b::*; } }
macro_rules! platform { ($p:ident, $b:ident) => { #[cfg(not(feature = "ssl"))] bindings!($b); } }
platform!(universal, universal_crypto);
mod far {
    macro_rules! outer { ($($n:ident),*) => { $( inner!($n); )* } }
    macro_rules! inner { ($n:ident) => { pub mod $n; } }
    outer!(one, two);
}
macro_rules! nothing { ($b:ident) => {} }
macro_rules! crowded { ($b:ident) => { nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); nothing!($b); bindings!($b); } }
crowded!(behind);
//@ file: src/behind.rs
pub fn g() { let _ = std::fs::write("x", "y"); } //~ write
//@ file: src/universal_crypto.rs
pub fn f() { let _ = std::fs::read("x"); } //~ read
//@ file: src/far/two.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net

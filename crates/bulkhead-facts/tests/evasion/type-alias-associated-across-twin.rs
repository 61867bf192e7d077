//! The associated types are the dependency's own, or offer nothing; another type of the name is no associated type.
//@ expect: lib -
//@ file: src/lib.rs
use a::{Has, X};
pub fn f() {
    let _ = <X as Has>::F::new("sh");
    let _ = <X as Has>::P::new("x");
    let _ = a::inner::Command::new("sh");
}
type Own = <X as Has>::F;
pub fn g() { let _ = Own::new("x"); }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub trait Has { type F; type P; type Command; }
pub struct X;
pub struct Own;
impl Own { pub fn new(_: &str) -> Own { Own } }
impl Has for X { type F = Own; type P = std::path::PathBuf; type Command = Own; }
pub mod inner {
    pub struct Command;
    impl Command { pub fn new(_: &str) -> Command { Command } }
}

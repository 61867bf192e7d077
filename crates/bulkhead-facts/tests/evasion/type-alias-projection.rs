//! An alias of what a trait gives back.
//@ expect: lib run
//@ file: src/lib.rs
pub trait Spawn { type Cmd; const F: u8; }
pub struct A;
impl Spawn for A { type Cmd = std::process::Command; const F: u8 = 0; }
type Alias = <A as Spawn>::Cmd;
pub fn a() { Alias::new("sh"); } //~ run
type Alias2 = Alias;
pub fn b() { Alias2::new("sh"); <Alias2>::new("sh"); } //~ run
pub struct B<T: Spawn>(T);
impl<T: Spawn<Cmd = std::process::Command>> B<T> { fn c() { <<T as Spawn>::Cmd>::new("sh"); } } //~ run
mod inner { pub type X = super::Alias; }
pub fn d() { inner::X::new("sh"); } //~ run
pub fn e() { use inner::X as Y; Y::new("sh"); } //~ run
trait Own: Sized { fn mk() -> Self; }
impl Own for Alias { fn mk() -> Self { Self::new("sh") } } //~ run

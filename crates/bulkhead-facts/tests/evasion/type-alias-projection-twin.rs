//! An alias of another associated type of the same trait.
//@ expect: lib -
//@ file: src/lib.rs
pub trait Spawn { type Cmd; type Out; }
pub struct A;
impl Spawn for A { type Cmd = std::process::Command; type Out = B; }
pub struct B;
impl B { pub fn new(_: &str) {} }
type Alias = <A as Spawn>::Out;
pub fn a() { Alias::new("sh"); }

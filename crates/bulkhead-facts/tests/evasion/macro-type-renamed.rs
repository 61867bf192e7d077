//! A macro that gives the type among its arguments another name: `Self`, an alias, an associated type, brackets.
//@ expect: lib run
//@ file: src/lib.rs
pub trait Tr { fn go(s: &str) -> Self; }
macro_rules! imp { ($t:ty) => { impl Tr for $t { fn go(s: &str) -> Self { Self::new(s) } } } }
imp!(std::process::Command); //~ run
macro_rules! al { ($t:ty) => { type X = $t; pub fn al() { X::new("sh"); } } } //~ run
al!(std::process::Command); //~ run
macro_rules! qu { ($t:ty) => { <($t)>::new("sh") } }
pub fn f() { qu!(std::process::Command); } //~ run
macro_rules! as_ { ($t:ty) => { impl H for u8 { type A = $t; } pub fn h() { <<u8 as H>::A>::new("sh"); } } } //~ run
pub trait H { type A; }
as_!(std::process::Command); //~ run

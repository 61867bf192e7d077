//! Macros that drop what they are given, for this target or always.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! m { ($($i:item)*) => { $($i)* } }
#[cfg(unix)]
macro_rules! m { ($($i:item)*) => { $( #[cfg(windows)] $i )* } }
m! { pub fn a() { std::process::Command::new("sh"); } }
macro_rules! off { (a $($t:tt)*) => {}; ($($t:tt)*) => {}; }
off! { pub fn b() { std::process::Command::new("sh"); } }
pub fn c() { off!("{}", std::process::Command::new("sh")); }

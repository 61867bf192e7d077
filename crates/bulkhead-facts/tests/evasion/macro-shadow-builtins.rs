//! Built-in macros by path, and by name before and outside the scope of a local macro of that name.
//@ expect: lib embed unsafe asm
//@ file: src/lib.rs
pub const A: Option<&str> = option_env!("HOME"); //~ embed
mod m { macro_rules! option_env { ($x:tt) => { None }; } pub const B: Option<&str> = option_env!("HOME"); }
pub const C: Option<&str> = option_env!("HOME"); //~ embed
macro_rules! include_str { ($x:tt) => { $x }; }
pub const D: &str = std::include_str!("/etc/hostname"); //~ embed
pub fn f() { unsafe { std::arch::asm!("nop") } } //~ unsafe asm
macro_rules! asm { ($x:tt) => {}; }

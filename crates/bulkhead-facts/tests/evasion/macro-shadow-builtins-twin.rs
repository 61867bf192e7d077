//! Local macros with the names of built-ins.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! include_str { ($x:tt) => { $x }; }
macro_rules! include_bytes { ($x:tt) => { $x }; }
macro_rules! env { ($x:tt) => { $x }; }
macro_rules! option_env { ($x:tt) => { $x }; }
macro_rules! asm { ($x:tt) => {}; }
macro_rules! global_asm { ($x:tt) => {}; }
pub const A: &[&str] = &[include_str!("/etc/hostname"), include_bytes!("../../outside.bin"), env!("HOME"), option_env!("HOME")];
pub fn f() { asm!("nop"); }
global_asm!("nop");
mod m { pub const B: &str = env!("HOME"); }

//! asm in its forms: inline, global, naked, in a macro, in a module.
//@ expect: lib asm unsafe ffi
//@ file: src/lib.rs
use core::arch::{asm, naked_asm};
core::arch::global_asm!("nop"); //~ asm
std::arch::global_asm! { "nop" } //~ asm
pub fn a() { unsafe { asm!("nop", options(nomem)); } } //~ unsafe asm
macro_rules! b { () => { ::core::arch::asm!("nop") }; } //~ asm
pub fn c() { unsafe { b!() } } //~ unsafe
#[unsafe(naked)] pub extern "C" fn d() { naked_asm!("ret") } //~ unsafe asm ffi
mod m { use std::arch; pub fn e() { unsafe { arch::asm!("nop") } } } //~ unsafe asm

//! Innocent macros renamed to asm.
//@ expect: lib -
//@ file: src/lib.rs
use std::println as asm;
use std::concat as global_asm;
pub fn f() { asm!("nop"); let _ = global_asm!("a", "b"); crate::asm!("x"); }

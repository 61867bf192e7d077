//! asm under other names, by use, by glob, through a local re-export.
//@ expect: lib asm unsafe
//@ file: src/lib.rs
use core::arch::asm as a;
use core::arch as isa;
mod pre { pub use std::arch::*; pub use core::arch::global_asm as section; }
use pre::section;
section!("nop"); //~ asm
pub fn f() { unsafe { a!("nop"); isa::asm!("nop"); } } //~ unsafe asm
pub fn g() { use pre::*; unsafe { asm!("nop"); } } //~ unsafe asm

//! Intrinsics of core::arch, functions and modules called asm, and an import that is not used.
//@ expect: lib unsafe
//@ file: src/lib.rs
#[allow(unused_imports)] use core::arch::x86_64::*;
pub mod asm { pub fn nop() {} }
pub fn naked() { asm::nop(); let asm = 1; let _ = asm != 2; }
pub fn f() { unsafe { _mm_pause(); } } //~ unsafe
pub fn g() { let _ = std::arch::is_x86_feature_detected!("sse2"); }

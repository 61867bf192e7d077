//! `safe` as a plain identifier; `unsafe` only in types.
//@ edition: 2024
//@ expect: lib -
//@ file: src/lib.rs
pub fn safe(safe: u8) -> u8 { safe }
pub struct safe { pub safe: unsafe fn() }
pub type U = unsafe extern "C" fn(*const u8) -> i32;
pub fn f(_: Option<unsafe fn()>) -> u8 { safe(1) }

//! The same words, calm.
//@ expect: lib -
//@ file: src/lib.rs
pub union union { pub union: u8, pub b: std::mem::ManuallyDrop<u8> }
pub fn auto(default: u8) -> u8 { let union = default; union }
pub mod macro_rules { pub fn raw() {} }
pub fn f(auto: u8) { let macro_rules = auto; let _ = macro_rules; macro_rules::raw(); }
pub struct default { pub safe: u8, pub raw: u8 }

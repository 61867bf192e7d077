//! Raw identifiers that must not be taken for keywords.
//@ expect: lib -
//@ file: src/lib.rs
pub mod r#extern { pub fn r#unsafe() {} }
pub struct S { pub r#mod: u8, pub r#use: u8 }
pub fn f(r#unsafe: bool) -> bool { r#extern::r#unsafe(); let r#macro_rules = 1; let _ = r#macro_rules; r#unsafe }
pub trait r#impl { fn r#unsafe(&self) {} }

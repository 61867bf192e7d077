//! Attributes that change symbols, in old, `unsafe(..)` and cfg_attr form.
//@ expect: lib link unsafe
//@ file: src/lib.rs
#[no_mangle] pub fn a1() {} //~ link
#[unsafe(no_mangle)] pub fn a2() {} //~ unsafe link
#[export_name = "b"] pub fn a3() {} //~ link
#[cfg_attr(all(), unsafe(export_name = "c"))] pub fn a4() {} //~ unsafe link
#[link_section = ".data.x"] pub static A5: u8 = 1; //~ link
#[r#no_mangle] pub static A6: u8 = 2; //~ link
pub struct S; impl S { #[no_mangle] pub fn a7() {} } //~ link
pub fn f() { #[no_mangle] fn a8() {} } //~ link

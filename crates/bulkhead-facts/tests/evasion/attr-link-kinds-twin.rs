//! Words of those attributes where they are no attributes, and attributes that do not change symbols.
//@ expect: lib -
//@ file: src/lib.rs
#[used] pub static A: u8 = 1;
#[inline(never)] #[cold] #[must_use] pub fn no_mangle() -> u8 { 1 }
#[doc = "#[no_mangle]"] pub fn export_name() {}
#[doc(alias = "link_section")] pub struct link_name { pub no_mangle: bool }
#[cfg_attr(windows, no_mangle)] pub fn b() {}
#[repr(C, align(16))] pub struct U; #[track_caller] pub fn c() {}

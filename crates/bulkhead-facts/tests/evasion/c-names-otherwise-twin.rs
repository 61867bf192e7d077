//! The type and the attribute of those names.
//@ expect: lib ffi
//@ file: src/lib.rs
macro_rules! pass { ($($i:item)*) => { $($i)* }; }
pub struct stat { pub size: i64 }
extern "C" { //~ ffi
    pub fn stat(path: *const u8, buf: *mut stat) -> i32;
    pub fn link(old: *const u8, new: *const u8) -> i32;
}
pass! { #[link(name = "c")] extern "C" { pub fn strlen(text: *const u8) -> usize; } } //~ ffi
pub type stat64 = stat;
pass! { pub type stat32 = stat; }

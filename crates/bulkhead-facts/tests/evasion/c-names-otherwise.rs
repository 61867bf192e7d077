//! A C function by a name that is a type's and an attribute's, too, called and taken as a value.
//@ expect: lib ffi read write
//@ file: src/lib.rs
macro_rules! pass { ($($i:item)*) => { $($i)* }; }
pub struct stat { pub size: i64 }
extern "C" { //~ ffi
    pub fn stat(path: *const u8, buf: *mut stat) -> i32;
    pub fn link(old: *const u8, new: *const u8) -> i32;
}
pass! { pub fn f(p: *const u8) -> i32 { let links = [link(p, p)]; links[0] } } //~ write
pub type Function = unsafe extern "C" fn(*const u8, *mut stat) -> i32;
pub const VALUE: Function = stat; //~ read

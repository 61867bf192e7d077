//! Definitions with a foreign ABI: callbacks, exports, in impls and traits.
//@ expect: lib ffi unsafe
//@ file: src/lib.rs
extern "C" fn cb(_: i32) {} //~ ffi
pub unsafe extern "system" fn ex() {} //~ ffi unsafe
pub struct S;
impl S { pub const extern "C" fn m() {} } //~ ffi
pub trait T { extern "C" fn t(&self); extern fn u(&self) {} } //~ ffi
pub fn f() { extern "sysv64" fn inner() {} inner(); let _ = cb; } //~ ffi

//! Built-in macros re-exported by a dependency under other names.
//@ expect: lib embed unsafe asm
//@ file: src/lib.rs
use a::text;
pub const A: &str = text!("/etc/hostname"); //~ embed
pub const B: &str = a::var!("HOME"); //~ embed
pub fn f() { unsafe { a::code!("nop") } } //~ unsafe asm
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub use std::include_str as text;
pub use std::env as var;
pub use core::arch::asm as code;

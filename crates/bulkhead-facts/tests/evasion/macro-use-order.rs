//! Macros of a `#[macro_use]` module are in scope after it by text, and by path when exported.
//@ expect: lib embed
//@ file: src/lib.rs
pub const A: Option<&str> = option_env!("HOME"); //~ embed
#[macro_use] mod m { macro_rules! option_env { ($x:tt) => { Some($x) }; } }
pub const B: Option<&str> = option_env!("HOME");
pub mod later;
pub const C: Option<&str> = core::option_env!("HOME"); //~ embed
//@ file: src/later.rs
pub const A: Option<&str> = option_env!("HOME");

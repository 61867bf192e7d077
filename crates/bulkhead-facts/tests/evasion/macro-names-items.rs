//! A macro gives the name that its arguments choose to an import, an alias, a module or a crate.
//@ expect: lib run
//@ file: src/lib.rs
macro_rules! pass { ($($t:tt)*) => { $($t)* } }
pass! { use std::process as p1; }
pass! { pub mod m { pub use std::process::Command as K; } }
pub fn a() { p1::Command::new("sh"); m::K::new("sh"); } //~ run
macro_rules! wrap { ($($t:tt)*) => { const _: () = { $($t)* }; } }
wrap! { use std::process as p2; fn z() { p2::Command::new("sh"); } } //~ run
macro_rules! typed { ($n:ident = $t:ty) => { type $n = $t; } }
typed!(Q = std::process::Command);
pub fn b() { Q::new("sh"); } //~ run
macro_rules! renames { ($a:ident => $($p:ident)::+) => { use $($p)::+ as $a; } }
renames!(W => std::process::Command);
pub fn c() { W::new("sh"); } //~ run
macro_rules! moddef { ($n:ident) => { mod $n { pub use std::process::*; } } }
moddef!(gen1);
pub fn d() { gen1::Command::new("sh"); } //~ run
macro_rules! ext { ($n:ident) => { extern crate std as $n; } }
ext!(rs);
pub fn e() { rs::process::Command::new("sh"); } //~ run
macro_rules! both { ($n:ident, $p:path) => { const _: () = { type $n = u8; }; chain!($n, $p); } }
macro_rules! chain { ($n:ident, $p:path) => { pub mod chained { pub use $p as $n; } pub mod $n { pub use std::process::*; } } }
mod far { both!(V, std::fmt::Debug); pub fn f() { V::Command::new("sh"); } } //~ run

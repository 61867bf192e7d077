//! The macros themselves, by every way to them.
//@ genuine: cfg_if
//@ expect: lib -
//@ file: src/lib.rs
cfg_if::cfg_if! { if #[cfg(any())] { pub fn a() { std::process::Command::new("sh"); } } }
::cfg_if::cfg_if! { if #[cfg(any())] { pub fn b() { std::process::Command::new("sh"); } } }
mod x { use cfg_if::cfg_if; cfg_if! { if #[cfg(any())] { pub fn a() { std::process::Command::new("sh"); } } }
    mod y { use super::*; cfg_if! { if #[cfg(any())] { pub fn a() { std::process::Command::new("sh"); } } } } }
pub(crate) use cfg_if::cfg_if as choose;
mod z { cfg_select! { any() => { pub fn a() { std::process::Command::new("sh"); } } _ => {} } }
std::cfg_select! { any() => { pub fn c() { std::process::Command::new("sh"); } } _ => {} }
//@ package: cfg_if
//@ file: src/lib.rs
#[macro_export] macro_rules! cfg_if { (if #[cfg(any())] { $($i:item)* }) => { } }

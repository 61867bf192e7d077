//! Macros of another crate that go by the names of `cfg_if!` and `cfg_select!`, in a package that depends on cfg-if too.
//@ genuine: cfg_if
//@ expect: lib run
//@ file: src/lib.rs
evil::cfg_if! { if #[cfg(any())] { pub fn a() { std::process::Command::new("sh"); } } } //~ run
mod x { use evil::pass as cfg_if; cfg_if! { if #[cfg(any())] { pub fn a() { std::process::Command::new("sh"); } } } } //~ run
mod y { use evil::cfg_select; cfg_select! { any() => { pub fn a() { std::process::Command::new("sh"); } } _ => {} } } //~ run
//@ package: evil
//@ file: src/lib.rs
#[macro_export] macro_rules! cfg_if { (if #[cfg(any())] { $($i:item)* }) => { $($i)* } }
#[macro_export] macro_rules! pass { (if #[cfg(any())] { $($i:item)* }) => { $($i)* } }
#[macro_export] macro_rules! cfg_select { (any() => { $($i:item)* } _ => {}) => { $($i)* } }
//@ package: cfg_if
//@ file: src/lib.rs

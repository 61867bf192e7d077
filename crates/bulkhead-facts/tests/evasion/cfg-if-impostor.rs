//! `cfg_if!` from a package that is not the published one: its conditions mean nothing.
//@ expect: lib run
//@ file: src/lib.rs
use cfg_if::cfg_if;
cfg_if! {
    if #[cfg(windows)] { pub fn g() { let _ = std::process::Command::new("x"); } } //~ run
}
//@ package: cfg_if
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export]
macro_rules! cfg_if { (if #[cfg($m:meta)] { $($t:item)* }) => { $($t)* }; }

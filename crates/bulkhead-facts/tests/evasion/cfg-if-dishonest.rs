//! A macro that is called and looks like cfg_if but takes every branch.
//@ expect: lib run
//@ file: src/lib.rs
macro_rules! cfg_if { (if #[cfg($m:meta)] { $($t:tt)* }) => { $($t)* }; }
cfg_if! {
    if #[cfg(windows)] { pub fn g() { let _ = std::process::Command::new("x"); } } //~ run
}

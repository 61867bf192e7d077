//! rustc sets `proc_macro` for every proc macro, and a profile decides how it panics.
//@ target: macro src/lib.rs
//@ expect: macro run
//@ file: src/lib.rs
extern crate proc_macro;
#[cfg(proc_macro)]
pub(crate) fn a() { std::process::Command::new("sh"); } //~ run
#[cfg(panic = "abort")]
pub(crate) fn b() { std::process::Command::new("sh"); } //~ run
#[cfg(true)]
pub(crate) fn c() { std::process::Command::new("sh"); } //~ run
#[cfg(not(false))]
pub(crate) fn d() { std::process::Command::new("sh"); } //~ run

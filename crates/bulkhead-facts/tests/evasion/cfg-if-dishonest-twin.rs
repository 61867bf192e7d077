//! A macro of that shape that puts the condition back on the item.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! cfg_if { (if #[cfg($m:meta)] { $($t:item)* }) => { $( #[cfg($m)] $t )* }; }
cfg_if! {
    if #[cfg(windows)] { pub fn g() { let _ = std::process::Command::new("x"); } }
}

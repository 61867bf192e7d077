//! A macro of that shape that puts the condition back on the item. Of a macro that is not the published one nothing is
//! known, so its arguments count: the safe side.
//@ expect: lib run
//@ file: src/lib.rs
macro_rules! cfg_if { (if #[cfg($m:meta)] { $($t:item)* }) => { $( #[cfg($m)] $t )* }; }
cfg_if! {
    if #[cfg(windows)] { pub fn g() { let _ = std::process::Command::new("x"); } } //~ run
}

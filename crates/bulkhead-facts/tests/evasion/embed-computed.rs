//! The embedded path goes through a macro parameter: it cannot be seen in the body (here it is calm).
//@ expect: lib -
//@ gap: computed
//@ file: src/lib.rs
macro_rules! load { ($f:expr) => { include_str!($f) }; }
pub const A: &str = load!("../README.md");
//@ file: README.md
text

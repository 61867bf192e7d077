//! Two definitions of one macro under two conditions: the one for this target wraps items openly.
//@ expect: lib run
//@ file: src/lib.rs
#[cfg(windows)] macro_rules! on { ($($i:item)*) => {}; }
#[cfg(unix)] macro_rules! on { ($($i:item)*) => { $($i)* }; }
on! { mod job; }
//@ file: src/job.rs
pub fn f() { let _ = std::process::Command::new("x"); } //~ run

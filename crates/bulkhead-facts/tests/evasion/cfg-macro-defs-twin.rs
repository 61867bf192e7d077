//! The definition for this target switches its items off.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(windows)] macro_rules! on { ($($i:item)*) => { $($i)* }; }
#[cfg(unix)] macro_rules! on { ($($i:item)*) => { $( #[cfg(windows)] $i )* }; }
on! { mod job; pub fn g() { let _ = std::process::Command::new("x"); } }
//@ file: src/job.rs
pub fn f() { let _ = std::process::Command::new("x"); }

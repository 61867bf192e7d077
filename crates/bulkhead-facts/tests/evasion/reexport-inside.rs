//! A chain of re-exports inside the package, with renames at each step and out of order.
//@ expect: lib read run
//@ file: src/lib.rs
pub fn f() {
    let _ = one::ship("x"); //~ read
    let _ = one::Crew::new("x"); //~ run
}
mod one { pub(super) use super::two::{boat as ship}; pub use super::two::Man as Crew; }
mod two { pub(crate) use crate::three::deck::{raft as boat}; pub use self::inner::Man; mod inner { pub use std::process::Command as Man; } }
mod three { pub mod deck { pub(in crate) use std::fs::read as raft; } }

//! Names of the package's own, of std, and modules called `test`, take nothing from `#[test]`.
//@ expect: lib -
//@ file: src/lib.rs
use crate::inner::test;
use core::prelude::v1::test as std_test;
use a::test::{helper, test as renamed};
#[test] fn t() { let _ = std::process::Command::new("x"); }
pub mod inner { pub mod test {} }
//@ package: a
//@ expect: lib -
//@ file: src/lib.rs
pub mod test { pub fn helper() {} pub fn test() {} }

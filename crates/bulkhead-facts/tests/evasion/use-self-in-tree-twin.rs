//! `self` in a tree of a local module that is called fs.
//@ expect: lib -
//@ file: src/lib.rs
mod fs { pub fn read(_: &str) {} }
use crate::{fs::{self as f}};
use self::fs::{self as g, read};
pub fn go() { f::read("x"); g::read("x"); read("x"); }

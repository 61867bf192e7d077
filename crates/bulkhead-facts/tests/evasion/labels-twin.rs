//! Labels with std's names.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() { 'fs: loop { 'read: loop { break 'fs; } } let _ = 'unsafe_: { 1 }; }

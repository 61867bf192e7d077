//! Let chains over calm values with std's names.
//@ edition: 2024
//@ expect: lib -
//@ file: src/lib.rs
pub fn f(fs: Option<u8>, read: bool) { if let Some(open) = fs && read && let 1.. = open { } }

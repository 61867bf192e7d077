//! Code in a file with an innocent extension, that itself includes another one relative to itself.
//@ expect: lib run env
//@ file: src/lib.rs
include!("../assets/table.dat");
//@ file: assets/table.dat
pub fn a() { let _ = std::process::Command::new("x"); } //~ run
include!("sub/words.txt");
//@ file: assets/sub/words.txt
pub fn b() { let _ = std::env::args(); } //~ env

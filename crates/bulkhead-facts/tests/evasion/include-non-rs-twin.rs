//! A table of data in an included file, with scary words in strings only.
//@ expect: lib -
//@ file: src/lib.rs
pub static T: &[&str] = &include!("../assets/table.dat");
//@ file: assets/table.dat
["std::process::Command::new(\"x\")", "std::fs::read", r"unsafe { }"]

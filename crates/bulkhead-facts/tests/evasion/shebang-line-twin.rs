//! A shebang line that has code in it.
//@ expect: lib -
//@ file: src/lib.rs
#!/usr/bin/rustc; std::fs::read("x"); unsafe { } extern "C" { fn socket(); }
pub fn f() {}

//! A shebang line, then code in the second line.
//@ expect: lib read
//@ file: src/lib.rs
#!/usr/bin/env -S cargo "unclosed /* and
pub fn f() { let _ = std::fs::read("x"); } //~ read

//! Struct literals, blocks as conditions and generic const braces.
//@ expect: lib read run
//@ file: src/lib.rs
pub struct S { pub fs: bool }
pub fn f(x: bool) -> bool {
    if x { } else if { let _ = std::fs::read("x"); x } { } //~ read
    let s = S { fs: std::fs::metadata("x").is_ok() }; //~ read
    if (S { fs: x }).fs { let _ = std::process::Command::new("x"); } //~ run
    match (S { fs: x }) { S { fs } => fs && s.fs }
}

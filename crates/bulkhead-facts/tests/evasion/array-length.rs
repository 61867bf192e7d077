//! Authority named in array lengths, repeat counts and enum discriminants.
//@ expect: lib read write env run
//@ file: src/lib.rs
pub static A: [u8; { let _ = std::fs::read::<&str>; 3 }] = [0; 3]; //~ read
pub fn f(_: &[u8; { let _ = std::fs::write::<&str, &str>; 1 }]) { let _ = [0u8; { let _ = std::env::vars; 2 }]; } //~ write env
#[repr(u8)]
pub enum E { A = { let _ = std::process::Command::new::<&str>; 1 }, B = size() } //~ run
const fn size() -> u8 { 2 }

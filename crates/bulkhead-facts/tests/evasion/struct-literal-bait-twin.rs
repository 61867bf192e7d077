//! Field names and shorthand as std's modules.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S { pub fs: bool, pub net: bool }
pub fn f(fs: bool, net: bool) -> bool { let s = S { fs, net }; let S { fs, net: env } = s; fs && env }

//! Array lengths and discriminants with calls of own const functions of std's names.
//@ expect: lib -
//@ file: src/lib.rs
const fn read() -> usize { 3 }
pub static A: [u8; read()] = [0; 3];
#[repr(usize)]
pub enum E { A = read(), B = fs::open() }
mod fs { pub const fn open() -> usize { 7 } }

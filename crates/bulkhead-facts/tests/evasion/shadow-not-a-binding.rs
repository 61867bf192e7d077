//! Fields in patterns, bindings that are not compiled or that a macro drops, guards and `else` of a `let` bind nothing here.
//@ expect: lib read
//@ file: src/lib.rs
use std::fs::read;
pub struct S { read: u8 }
pub fn a(s: S) { let S { read: _x } = s; let _ = read("/etc/passwd"); } //~ read
pub fn b(S { read: _x }: S) { let _ = read("/etc/passwd"); } //~ read
pub fn c(s: S) { match s { S { read: _x } => { let _ = read("/etc/passwd"); } } } //~ read
pub fn d() {
    #[cfg(any())]
    let read = 0;
    let _ = read("/etc/passwd"); //~ read
}
pub fn e(#[cfg(any())] read: u8) { let _ = read("/etc/passwd"); } //~ read
macro_rules! m { (let read = 0; $e:expr) => { $e } }
pub fn f() { let _ = m! { let read = 0; read("/etc/passwd") }; } //~ read
pub fn g(o: Option<u8>) {
    let Some(read) = o else { let _ = read("/etc/passwd"); return }; //~ read
}
pub fn h(_f: fn(read: u8)) { let _ = read("/etc/passwd"); } //~ read
pub fn i(x: u8) {
    match x {
        _ if read("a").is_ok() => { let _ = read("/etc/passwd"); } //~ read
        _ => {}
    }
    let _ = |#[cfg(any())] read: u8| read("/etc/passwd"); //~ read
}
pub fn j(x: u8) {
    if let S { read: 0 } = (S { read: x }) { let _ = read("/etc/passwd"); } //~ read
    for S { read: _y } in [S { read: 1 }] { let _ = read("/etc/passwd"); } //~ read
    let k = |S { read: _z }: S| read("/etc/passwd"); //~ read
    let _ = k(S { read: 1 });
}
macro_rules! nolet { () => { let read = 0; } }
pub fn k() { nolet!(); let _ = read("/etc/passwd"); } //~ read
macro_rules! drop_closure { (|read| $e:expr) => { $e } }
pub fn l() { let _ = drop_closure!(|read| read("/etc/passwd")); } //~ read
pub fn m() {
    macro_rules! inner { () => { read("/etc/passwd") } } //~ read
    let read = 0;
    let _ = inner!();
    let _ = read;
}

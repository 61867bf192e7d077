//! Char literals and lifetimes that a naive lexer mixes up.
//@ expect: lib read
//@ file: src/lib.rs
pub fn a<'a>(x: &'a str) -> &'a str { let _ = std::fs::read(x); x } //~ read
pub fn b() { 'l: loop { let _ = std::fs::read("x"); break 'l; } } //~ read
pub fn c() { let _ = ['\'', '"', '\\', 'a']; let _ = std::fs::read("x"); } //~ read
pub fn d() { let _ = ('{', '}', '('); let _ = std::fs::read("x"); let _ = b'}'; } //~ read
pub fn e<'r#fn>(_: &'r#fn u8) { let _ = std::fs::read("x"); } //~ read
pub fn f() { let _ = '\u{7b}'; let _ = std::fs::read("x"); } //~ read
pub fn g(x: &'static str) { let _ = std::fs::read(x); } //~ read
pub fn h() -> &'static str { 'b: { if true { break 'b "'"; } let _ = std::fs::read("'"); "x" } } //~ read
pub trait T<'a, 'b: 'a> { fn f(&'a self) where Self: 'b { let _ = std::fs::read("x"); } } //~ read

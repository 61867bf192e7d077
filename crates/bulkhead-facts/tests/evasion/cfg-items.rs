//! The item after a switched-off one counts: after braces, semicolons, macros, where clauses, strings.
//@ expect: lib read
//@ file: src/lib.rs
#[cfg(windows)] fn a() {}
pub fn b() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] struct C;
pub fn d() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] const E: [u8; { 3 }] = [0; { 3 }];
pub fn f() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] m! { x }
pub fn g() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] m!(x);
pub fn h() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] struct I<const N: usize = { 1 }>(u8) where u8: Copy;
pub fn j() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] impl X { fn y() -> [u8; { 1 }] { 1 } }
pub fn k() { let _ = std::fs::read("x"); } //~ read
#[cfg(windows)] static L: fn() = { || {} };
pub fn l() { let _ = std::fs::read("x"); } //~ read
pub struct M;
impl M { #[cfg(windows)] fn a() {} pub fn b() { let _ = std::fs::read("x"); } } //~ read
#[cfg(windows)] fn n() -> [u8; { 3 }] where [u8; { 3 }]: Sized { [0; 3] }
pub fn o() { let _ = std::fs::read("x"); } //~ read

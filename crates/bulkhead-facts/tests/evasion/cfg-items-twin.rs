//! Windows-only items of all kinds are wholly switched off.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(windows)] fn a() -> [u8; { 3 }] where [u8; { 3 }]: Sized { std::fs::read("x"); [0; 3] }
#[cfg(windows)] const E: [u8; { 3 }] = { unsafe { std::fs::read("x") }; [0; { 3 }] };
#[cfg(windows)] m! { std::fs::read("x") }
#[cfg(windows)] m!(std::fs::read("x"));
#[cfg(windows)] impl X { fn y() -> [u8; { 1 }] { std::fs::read("x") } }
#[cfg(windows)] extern "C" { fn socket(); }
#[cfg(windows)] mod m { pub fn f() { std::fs::read("x"); } }
#[cfg(windows)] macro_rules! w { () => { std::fs::read("x") } }
#[cfg(windows)] #[no_mangle] pub extern "C" fn z() { unsafe { } }
#[allow(unused)] #[cfg(windows)] /** doc */ #[inline] unsafe fn y() {}
pub struct M;
impl M { #[cfg(windows)] fn a() { std::fs::read("x"); } #[cfg(windows)] const B: fn() = { std::fs::read }; }
pub enum N { #[cfg(windows)] A = { std::fs::read; 1 }, B }

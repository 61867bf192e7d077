//! Conditions that do not hold.
//@ features: net
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(any(windows, all(unix, target_os = "macos")))] pub fn a() { let _ = std::fs::read("x"); }
#[cfg(any())] pub fn b() { let _ = std::fs::read("x"); }
#[cfg(not(all()))] pub fn c() { let _ = std::fs::read("x"); }
#[cfg(all(feature = "net", feature = "std"))] pub fn d() { let _ = std::fs::read("x"); }
#[cfg(not(feature = "net"))] pub fn e() { let _ = std::fs::read("x"); }
#[cfg(unix)] #[cfg(target_endian = "big")] pub fn g() { let _ = std::fs::read("x"); }
#[cfg(false)] pub fn i() { let _ = std::fs::read("x"); }
#[cfg(target_arch = "wasm32")] pub fn j() { let _ = std::fs::read("x"); }
#[cfg(target_env = "musl")] pub fn k() { let _ = std::fs::read("x"); }
#[cfg(feature)] pub fn l() { let _ = std::fs::read("x"); }
#[cfg(doctest)] pub fn n() { let _ = std::fs::read("x"); }

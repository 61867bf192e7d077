//! Conditions that hold on linux, in several forms.
//@ features: net,std
//@ expect: lib read
//@ file: src/lib.rs
#[cfg(any(windows, all(unix, not(target_os = "macos"))))] pub fn a() { let _ = std::fs::read("x"); } //~ read
#[cfg(all())] pub fn b() { let _ = std::fs::read("x"); } //~ read
#[cfg(not(any()))] pub fn c() { let _ = std::fs::read("x"); } //~ read
#[cfg(all(feature = "net", feature = "std"))] pub fn d() { let _ = std::fs::read("x"); } //~ read
#[cfg(not(feature = "absent"))] pub fn e() { let _ = std::fs::read("x"); } //~ read
#[cfg(target_pointer_width = "64")] #[cfg(target_endian = "little")] pub fn g() { let _ = std::fs::read("x"); } //~ read
#[cfg(target_family = "unix",)] pub fn h() { let _ = std::fs::read("x"); } //~ read
#[cfg(true)] pub fn i() { let _ = std::fs::read("x"); } //~ read
#[cfg(debug_assertions)] pub fn j() { let _ = std::fs::read("x"); } //~ read
#[cfg(not(debug_assertions))] pub fn k() { let _ = std::fs::read("x"); } //~ read
#[cfg(target_has_atomic = "64")] pub fn l() { let _ = std::fs::read("x"); } //~ read
#[cfg(r#unix)] pub fn m() { let _ = std::fs::read("x"); } //~ read
#[cfg(feature = r"net")] pub fn n() { let _ = std::fs::read("x"); } //~ read

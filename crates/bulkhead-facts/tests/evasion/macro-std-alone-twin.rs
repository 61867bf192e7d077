//! `std` that is a feature, a module or the beginning of a path among a macro's arguments.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! t { ($($t:tt)*) => { $($t)* } }
t! { #[cfg(std)] pub fn a() {} }
t! { pub fn b() -> std::net::IpAddr { std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST) } }
t! { #[cfg(feature = "std")] pub mod std {} }
pub struct S { pub std: u8 }
t! { pub fn c(std: u8) -> S { let s = S { std }; let S { std } = s; if std.count_ones() > 0 { return S { std: 1 } } s } }

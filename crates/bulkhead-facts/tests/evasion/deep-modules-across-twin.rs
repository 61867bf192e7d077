//! A deep module of another package with a type of std's name.
//@ expect: lib -
//@ file: src/lib.rs
use deep::m0::m1::m2::m3::m4::m5::m6::m7::m8::m9::m10::m11::m12::m13::m14::m15::m16::m17::m18::m19::m20::m21::m22::m23::m24::m25::m26::m27::m28::m29::m30::m31::m32::m33::m34::m35::m36::m37::m38::m39::net::TcpStream as T;
pub fn f() { let _ = T::connect("x:1"); }
//@ package: deep
//@ expect: lib -
//@ file: src/lib.rs
pub mod m0 { pub mod m1 { pub mod m2 { pub mod m3 { pub mod m4 { pub mod m5 { pub mod m6 { pub mod m7 { pub mod m8 { pub mod m9 { pub mod m10 { pub mod m11 { pub mod m12 { pub mod m13 { pub mod m14 { pub mod m15 { pub mod m16 { pub mod m17 { pub mod m18 { pub mod m19 { pub mod m20 { pub mod m21 { pub mod m22 { pub mod m23 { pub mod m24 { pub mod m25 { pub mod m26 { pub mod m27 { pub mod m28 { pub mod m29 { pub mod m30 { pub mod m31 { pub mod m32 { pub mod m33 { pub mod m34 { pub mod m35 { pub mod m36 { pub mod m37 { pub mod m38 { pub mod m39 { pub mod net { pub struct TcpStream; impl TcpStream { pub fn connect(_: &str) {} } } }}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}

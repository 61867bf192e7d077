//! `cfg_attr(.., path = ..)` picks the file, also nested and as the second of two.
//@ expect: lib net read
//@ file: src/lib.rs
#[cfg_attr(windows, path = "win.rs")]
#[cfg_attr(all(unix, not(windows)), cfg_attr(target_os = "linux", allow(dead_code), path = "lin.rs"))]
mod imp;
#[cfg_attr(not(feature = "off"), path = "real.rs")]
mod other;
//@ file: src/win.rs
pub fn f() { let _ = std::process::Command::new("x"); }
//@ file: src/lin.rs
pub fn f() { let _ = std::net::TcpStream::connect("x:1"); } //~ net
//@ file: src/imp.rs
pub fn f() { let _ = std::process::Command::new("x"); }
//@ file: src/real.rs
pub fn f() { let _ = std::fs::metadata("x"); } //~ read

//! A macro may call a name that it finds behind a dot, before a colon, or behind `fn`.
//@ expect: lib read
//@ file: src/lib.rs
use std::fs::read;
macro_rules! a { ($f:ident : $e:expr) => { $f($e) } }
pub fn fa() { let _ = a!(read: "/etc/passwd"); } //~ read
macro_rules! b { ($f:ident = $e:expr) => { $f($e) } }
pub fn fb() { let _ = b!(read = "/etc/passwd"); } //~ read
macro_rules! c { ($e:expr, . $f:ident) => { $f($e) } }
pub fn fc() { let _ = c!("/etc/passwd", . read); } //~ read
macro_rules! d { (fn $f:ident $e:expr) => { $f($e) } }
pub fn fd() { let _ = d!(fn read "/etc/passwd"); } //~ read
macro_rules! e { (struct $f:ident $e:expr) => { $f($e) } }
pub fn fe() { let _ = e!(struct read "/etc/passwd"); } //~ read
macro_rules! g { ($(: $f:ident)? $e:expr) => { $($f)?($e) } }
pub fn fg() { let _ = g!(: read "/etc/passwd"); } //~ read
macro_rules! h { (:: $f:ident $e:expr) => { $f($e) } }
pub fn fh() { let _ = h!(:: read "/etc/passwd"); } //~ read
macro_rules! i { (x::$f:ident $e:expr) => { $f($e) } }
pub fn fi() { let _ = i!(x::read "/etc/passwd"); } //~ read
macro_rules! j { ($f:ident ! $e:tt) => { $f $e } }
pub fn fj() { let _ = j!(read!("/etc/passwd")); } //~ read

//! A macro's own grammar may begin with any word: what looks like a declaration, a definition or text is an expression.
//@ expect: lib run ffi
//@ file: src/lib.rs
macro_rules! u { (use $e:expr) => { $e } }
pub fn a() { u!(use std::process::Command::new("sh")); } //~ run
macro_rules! x { (extern crate $e:expr) => { $e } }
pub fn b() { x!(extern crate std::process::Command::new("sh")); } //~ run
macro_rules! r { (macro_rules! y { ($e:expr) => {} }) => { $e } }
pub fn c() { r!(macro_rules! y { (std::process::Command::new("sh")) => {} }); } //~ run
macro_rules! s { (stringify!($e:expr)) => { $e } }
pub fn d() { s!(stringify!(std::process::Command::new("sh"))); } //~ run
macro_rules! t { ($a:ident $e:expr) => { $e } }
pub fn e() { t!(macro std::process::Command::new("sh")); } //~ run
macro_rules! v { (#[cfg(any())] $e:expr) => { $e } }
pub fn f() { v!(#[cfg(any())] std::process::Command::new("sh")); } //~ run
macro_rules! w { (#![cfg(any())] $e:expr) => { $e } }
pub fn g() { w!{#![cfg(any())] std::process::Command::new("sh")}; } //~ run
macro_rules! mm { (mod $a:ident { $e:expr }) => { $e } }
pub fn h() { mm!(mod std { std::process::Command::new("sh") }); } //~ run
macro_rules! ci { (cfg_if! { if #[cfg(any())] { $e:expr } }) => { $e } }
pub fn i() { ci!(cfg_if! { if #[cfg(any())] { std::process::Command::new("sh") } }); } //~ run
macro_rules! ex { (extern $a:literal { $e:expr }) => { $e } }
pub fn j() { ex!(extern "C" { std::process::Command::new("sh") }); } //~ run ffi
macro_rules! im { (impl $a:ident { $e:expr }) => { $e } }
pub fn k() { im!(impl X { std::process::Command::new("sh") }); } //~ run

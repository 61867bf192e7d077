//! unsafe blocks, functions, impls, traits, methods, in macros, closures, consts, and attributes.
//@ edition: 2024
//@ expect: lib unsafe link
//@ file: src/lib.rs
pub fn a() { unsafe { } } //~ unsafe
pub unsafe fn b() {} //~ unsafe
pub unsafe trait C {} //~ unsafe
pub struct D;
unsafe impl C for D {} //~ unsafe
impl D { pub const unsafe fn e() {} } //~ unsafe
pub trait F { unsafe fn g(&self); } //~ unsafe
pub const H: u8 = unsafe { 1 }; //~ unsafe
macro_rules! i { () => { unsafe { 1 } }; } //~ unsafe
pub fn j() { let _ = || unsafe { 1 }; let _ = i!(); } //~ unsafe
#[unsafe(no_mangle)] pub fn k() {} //~ unsafe link
pub async unsafe fn l() {} //~ unsafe
pub fn m() { if unsafe /* x */ //~ unsafe
    { true } {} }
pub fn n() { println!("{}", unsafe { 1 }); } //~ unsafe
unsafe impl<T> Send for W<T> where T: Fn(unsafe fn()) {} //~ unsafe
pub struct W<T>(T);

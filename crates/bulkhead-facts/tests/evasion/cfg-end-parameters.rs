//! A parameter that is not compiled takes neither the function's body nor what follows with it.
//@ expect: lib run
//@ file: src/lib.rs
pub fn evil<#[cfg(any())] T>() { std::process::Command::new("sh"); } //~ run
pub const A: u8 = 0;
pub fn evil2<#[cfg(any())] 'a>() { std::process::Command::new("sh"); } //~ run
pub const B: u8 = 0;
pub fn evil3<#[cfg(any())] const N: usize>() { std::process::Command::new("sh"); } //~ run
pub const C: u8 = 0;
pub struct S<#[cfg(any())] T> { pub x: fn(&str) -> std::process::Command }
impl<#[cfg(any())] T> S { pub fn evil4() { std::process::Command::new("sh"); } } //~ run
pub const D: u8 = 0;
pub fn g() {
    let f = |#[cfg(any())] x: u8| std::process::Command::new("sh"); //~ run
    f();
    let f = |a: u8, #[cfg(any())] x: u8| std::process::Command::new("sh"); //~ run
    f(1);
    let f: for<#[cfg(any())] 'a> fn(&str) = |x| { std::process::Command::new("sh"); }; //~ run
}

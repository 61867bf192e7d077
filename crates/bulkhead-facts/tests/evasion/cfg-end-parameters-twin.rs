//! What stands in the parameter that is not compiled stays quiet.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f<#[cfg(any())] const N: usize>(#[cfg(any())] a: [u8; { std::process::id(); 1 }], b: u8) -> u8 { b }
pub fn g<#[cfg(any())] T: Tr<A = std::fs::File>, U>(u: U) -> U { u }
pub struct S {
    #[cfg(any())] a: [u8; { std::process::Command::new("sh"); 1 }],
    #[cfg(any())] b: std::fs::File,
}

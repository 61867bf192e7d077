//! Macro calls by path, blocks and loops end by themselves: what follows one that is not compiled is.
//@ expect: lib run
//@ file: src/lib.rs
#[cfg(any())]
std::thread_local! { static X: u8 = 0 }
pub fn evil() { std::process::Command::new("sh"); } //~ run
pub const A: u8 = 0;
macro_rules! n { () => {} }
pub fn f() {
    #[cfg(any())]
    std::thread_local! { static X: u8 = 0 }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    ::std::thread_local! { static X: u8 = 0 }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    crate::m! { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    self::m! { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    n! { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    super::m! { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    const { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    'a: { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    'a: loop { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    unsafe { }
    std::process::Command::new("sh"); //~ run
    #[cfg(any())]
    if let 1 = 2 { } else if true { } else { }
    std::process::Command::new("sh"); //~ run
}
pub struct S;
impl S {
    #[cfg(any())]
    crate::m! { }
    pub fn evil() { std::process::Command::new("sh"); } //~ run
    const A: u8 = 0;
}
#[macro_export]
macro_rules! m { () => {} }

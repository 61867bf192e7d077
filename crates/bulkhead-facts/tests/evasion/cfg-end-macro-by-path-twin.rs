//! What is inside of the macro call, the block or the loop that is not compiled stays quiet.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() {
    #[cfg(any())]
    std::thread_local! { static X: u8 = std::process::id(std::process::Command::new("sh")) }
    #[cfg(any())]
    'a: { std::process::Command::new("sh"); }
    #[cfg(any())]
    const { std::process::Command::new("sh") }
    #[cfg(any())]
    foo(std::process::Command::new("sh"), (S { a: 1 }).b(std::process::Command::new("sh")));
    #[cfg(any())]
    if true { } else if false { } else { std::process::Command::new("sh"); }
}

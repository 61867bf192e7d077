//! Macro definitions whose patterns (not bodies) and strings have the words.
//@ expect: lib -
//@ file: src/lib.rs
#[macro_export]
macro_rules! m {
    (std::fs::read($x:expr)) => { $x };
    (unsafe { $($x:tt)* }) => { stringify!($($x)*) };
    (asm!($x:tt)) => { "std::fs::read" };
}

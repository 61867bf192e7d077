//! The pattern, the guard and the body of an arm that is not compiled stay quiet.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S { a: u8 }
pub fn f(s: S) -> u8 {
    match s {
        #[cfg(any())]
        S { a: 1 } if std::process::Command::new("sh").status().is_ok() => 1,
        #[cfg(any())]
        S { a: 2 } | S { a: 3 } => std::process::Command::new("sh").status().map_or(1, |_| 2),
        #[cfg(any())]
        S { a: 4 } => 'l: { std::process::Command::new("sh"); break 'l 1 }
        S { a } => a,
    }
}

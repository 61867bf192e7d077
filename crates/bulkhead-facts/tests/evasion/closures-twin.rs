//! `|` and `||` in patterns and expressions around innocent names.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f(fs: bool, read: bool, open: Option<u8>) -> bool {
    let c = |fs: u8| fs | 1;
    let d = || c(1);
    match open { Some(1 | 2) | None => fs || read, _ => d() == 1 }
}

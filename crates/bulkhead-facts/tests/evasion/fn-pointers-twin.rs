//! Fields and variables named as std's functions.
//@ expect: lib -
//@ file: src/lib.rs
pub struct T { read: fn(&str), fs: u8, open: u8 }
pub fn f(t: T, connect: fn(&str)) {
    (t.read)("x");
    connect("x");
    let _ = T { read: t.read, fs: t.fs, open: 1 };
    let var = |_: &str| ();
    var("x");
    let std = 1; let fs = 2; let _ = std < fs;
}

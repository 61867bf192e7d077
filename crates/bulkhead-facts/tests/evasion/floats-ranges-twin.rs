//! Ranges and fields whose names are std's.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S { pub fs: usize, pub read: usize }
pub fn f(fs: usize, s: S) {
    let _ = 1..fs; let _ = fs..; let _ = ..=fs; let _ = s.fs..s.read; let _ = 1.0f32; let _ = S { fs: 1, ..s };
}

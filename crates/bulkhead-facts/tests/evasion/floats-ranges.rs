//! Floats, ranges, tuple indices and method calls on numbers around loud names.
//@ expect: lib read env
//@ file: src/lib.rs
use std::fs;
pub fn f(t: ((u8, u8), u8)) {
    let _ = 1..fs::read("x").unwrap().len(); //~ read
    let _ = 1.0..=2.; let _ = fs::read("x"); //~ read
    let _ = t.0.1; let _ = 1.max(2); let _ = std::env::args(); //~ env
    let _ = ..fs::metadata("x").map_or(1, |m| m.len()); //~ read
    let _ = 1e10_f64; let _ = 0x1f; let _ = 1_000.0e-3; let _ = fs::read("x"); //~ read
    let _ = [0; 2][0..=1].len() as u64..fs::metadata("y").unwrap().len(); //~ read
}

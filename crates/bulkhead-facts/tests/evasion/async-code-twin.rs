//! async code over handles.
//@ expect: lib -
//@ file: src/lib.rs
pub async fn read(mut f: std::fs::File) { use std::io::Read; let _ = async { f.read(&mut [0; 1]) }.await; }

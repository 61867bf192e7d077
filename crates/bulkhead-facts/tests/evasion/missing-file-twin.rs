//! A module without a file under a cfg that cannot hold is nothing.
//@ expect: lib -
//@ file: src/lib.rs
#[cfg(windows)]
mod gone;
#[cfg(special)]
mod gone2;

//! A macro that takes the shape of an extern block and makes ordinary functions.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! c { ($(fn $n:ident();)*) => { $(pub fn $n() {})* }; }
c! { fn socket(); fn open(); }

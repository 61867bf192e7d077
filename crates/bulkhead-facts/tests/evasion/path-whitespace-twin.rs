//! The same spacing over own modules and in strings.
//@ expect: lib -
//@ file: src/lib.rs
mod std { pub mod fs { pub fn read(_: &str) {} } }
pub fn f() {
    let _ = std /*x*/ :: /* /* nested */ */ fs :: read ("x");
    let _ = "std
        :: fs :: read";
    let _ = self
        :: std /* std::fs::write() */ :: fs
        :: read("x");
}

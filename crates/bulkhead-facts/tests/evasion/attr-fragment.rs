//! The name of an attribute comes in as a fragment.
//@ expect: lib ffi link net
//@ file: src/lib.rs
macro_rules! rename { ($attr:ident, $value:literal, $name:ident) => {
    extern "C" { #[$attr = $value] fn $name(fd: i32); } //~ ffi
}; }
rename!(link_name, "connect", calm); //~ link net
extern "C" { fn bind(fd: i32); } //~ ffi net

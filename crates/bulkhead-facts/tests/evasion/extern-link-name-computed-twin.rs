//! The compiler puts an innocent C symbol together.
//@ expect: lib ffi link
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[link_name = concat!("str", "len")] fn system(a: *const u8) -> usize; //~ link
}

//! A declaration after a switched-off one inside an extern block.
//@ expect: lib ffi net
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[cfg(windows)] fn system(p: *const u8) -> i32;
    fn socket(a: i32, b: i32, c: i32) -> i32; //~ net
}

//! `link_name` gives a scary name to an innocent symbol.
//@ expect: lib ffi link
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[link_name = "strlen"] fn socket(a: *const u8) -> usize; //~ link
    #[link_name = "abs"] fn system(a: i32) -> i32; //~ link
}

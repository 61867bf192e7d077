//! Classified declarations for windows only inside an extern block.
//@ expect: lib ffi
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[cfg(windows)] fn system(p: *const u8) -> i32;
    fn strlen(p: *const u8) -> usize;
    #[cfg(not(unix))] #[link_name = "socket"] fn s(a: i32) -> i32;
}

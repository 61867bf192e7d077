//! `link_name` gives an innocent name to a classified C symbol.
//@ expect: lib ffi link net run
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[link_name = "socket"] fn add(a: i32, b: i32, c: i32) -> i32; //~ link net
    #[cfg_attr(unix, link_name = "sys\x74em")] fn sum(a: *const u8) -> i32; //~ link run
}

//! The compiler puts the C symbol together; what it takes from the environment nobody knows.
//@ expect: lib ffi link run embed
//@ gap: computed
//@ file: src/lib.rs
extern "C" { //~ ffi
    #[link_name = concat!("sys", "tem")] fn sum(a: *const u8) -> i32; //~ link run
    #[link_name = env!("CHOSEN")] fn chosen(a: i32) -> i32; //~ link embed
}

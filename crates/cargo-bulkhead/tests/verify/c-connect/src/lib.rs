//@ C code connects; the sources only say that there is C code.
//@ direct: net ffi
//@ hidden: net

unsafe extern "C" {
    fn fast_sum(a: i32, b: i32) -> i32;
}

pub fn go() {
    println!("{}", unsafe { fast_sum(1, 2) });
}

//@ Its C code is in the package, and spells out what it does.
//@ direct: write ffi

unsafe extern "C" {
    fn open_c_move() -> i32;
}

pub fn go() {
    println!("{}", unsafe { open_c_move() });
}

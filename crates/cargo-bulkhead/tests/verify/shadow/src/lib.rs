//@ Takes the place of a function of the C library.
//@ direct: link

#[unsafe(no_mangle)]
pub extern "C" fn gethostname(_: *mut u8, _: usize) -> i32 {
    -1
}

pub fn go() {}

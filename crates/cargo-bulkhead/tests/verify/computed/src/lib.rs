//@ Looks a function up by a name that it computes.
//@ direct: ffi

unsafe extern "C" {
    fn dlsym(handle: *mut u8, name: *const u8) -> *mut u8;
}

pub fn go() {
    let name: Vec<u8> = b"tfqttbn\0".iter().map(|b| b.wrapping_sub(1)).collect();
    println!("{:?}", unsafe { dlsym(std::ptr::null_mut(), name.as_ptr()) }.is_null());
}

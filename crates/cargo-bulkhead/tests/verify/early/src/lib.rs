//@ A static library, kept out of the crate's own, with a constructor and no debug information.
//@ direct: env ffi init
//@ hidden: env init

unsafe extern "C" {
    fn pre_add(a: i32) -> i32;
}

pub fn go() {
    println!("{}", unsafe { pre_add(1) }); //@= pre_add
}

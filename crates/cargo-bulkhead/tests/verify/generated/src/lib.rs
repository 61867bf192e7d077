//@ A build script writes what it does.
//@ direct: net
//@ hidden: net

mod code {
    include!(concat!(env!("OUT_DIR"), "/code.rs"));
}

pub fn go() {
    code::call();
}

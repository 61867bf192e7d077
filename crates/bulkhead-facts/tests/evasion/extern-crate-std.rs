//! std, alloc and core under other names, in the root and in a nested module.
//@ expect: lib read net env unsafe asm
//@ file: src/lib.rs
extern crate std as serde;
extern crate core as c;
extern crate alloc;
mod m {
    extern crate std as log;
    pub fn f() {
        let _ = log::fs::read("x"); //~ read
        let _ = serde::net::TcpStream::connect("x:1"); //~ net
        let _ = ::serde::env::var("x"); //~ env
        let _ = self::log::fs::read("x"); //~ read
        unsafe { c::arch::asm!("nop") } //~ unsafe asm
        let _ = alloc::vec::Vec::<u8>::new();
    }
}

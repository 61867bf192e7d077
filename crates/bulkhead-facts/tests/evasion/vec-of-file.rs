//! Calls hidden where types stand: const generic arguments, array lengths, typed blocks.
//@ expect: lib read net
//@ file: src/lib.rs
pub struct S<const N: usize>;
pub type A = [u8; { let _ = std::fs::read::<&str>; 3 }]; //~ read
pub fn f(_: S<{ let _ = std::net::TcpStream::connect::<&str>; 1 }>) { //~ net
    let _ = Vec::<[u8; { let _ = std::fs::File::open::<&str>; 1 }]>::new(); //~ read
}
pub trait T { fn g() -> [u8; { let _ = std::fs::metadata::<&str>; 1 }]; } //~ read

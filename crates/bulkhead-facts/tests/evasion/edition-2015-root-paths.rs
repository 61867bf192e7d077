//! Edition 2015: use paths are relative to the root, `::` is the root, `::std` is std.
//@ edition: 2015
//@ expect: lib read net write
//@ file: src/lib.rs
use std::fs;
mod helper { pub use std::net as n; }
mod m {
    use helper::n;
    use fs as disk;
    mod helper { pub mod n {} }
    pub fn f() {
        let _ = n::TcpStream::connect("x:1"); //~ net
        let _ = ::std::fs::read("x"); //~ read
        let _ = ::fs::write("x", "y"); //~ write
        let _ = disk::metadata("x"); //~ read
    }
}

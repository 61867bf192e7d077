//! Paths in macro definitions count for the definer, exported or not, used or not.
//@ expect: lib read net run
//@ file: src/lib.rs
macro_rules! unused { () => { std::fs::read("x") }; ($x:expr) => { ::std::net::TcpStream::connect($x) }; } //~ read net
#[macro_export]
macro_rules! exported {
    ($($x:tt)*) => {{
        let c = ::std::process::Command::new($($x)*); //~ run
        c
    }};
}

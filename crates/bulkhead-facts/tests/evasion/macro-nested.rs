//! A macro that defines a macro that has the path.
//@ expect: lib read net
//@ file: src/lib.rs
macro_rules! outer {
    ($name:ident) => {
        macro_rules! $name { () => { std::fs::read("x") }; } //~ read
        pub fn f() { macro_rules! inner { () => { ::std::net::UdpSocket::bind("x:1") }; } let _ = inner!(); } //~ net
    };
}
outer!(go);
pub fn g() { let _ = go!(); }

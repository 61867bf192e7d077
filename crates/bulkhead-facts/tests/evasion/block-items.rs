//! Modules, aliases, impls and statics inside a function body.
//@ expect: lib read net env run
//@ file: src/lib.rs
pub fn f() {
    mod m { pub use std::fs; pub fn g() { let _ = fs::read("x"); } } //~ read
    type T = std::net::TcpStream;
    static S: fn() -> std::env::Args = std::env::args; //~ env
    struct L;
    impl L { fn new() { let _ = T::connect("x:1"); } } //~ net
    const C: fn() = { fn run() { let _ = std::process::Command::new("x"); } run }; //~ run
    L::new(); m::g(); C(); S();
}

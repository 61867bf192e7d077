//! `use` inside a body counts in the whole block, also before its line, and in nested closures and fns' own bodies.
//@ expect: lib read net run
//@ file: src/lib.rs
pub fn f() {
    let _ = slurp("x"); //~ read
    use std::fs::read as slurp;
    let _ = || { let _ = slurp("x"); }; //~ read
    if true { use std::net::TcpStream as T; let _ = T::connect("x:1"); } //~ net
    match 1 { _ => { let _ = C::new("x"); use std::process::Command as C; } } //~ run
}

//! `cfg_select!` with the arm for this target, and the fall-back arm.
//@ expect: lib read net
//@ file: src/lib.rs
cfg_select! {
    unix => { pub fn f() { let _ = std::fs::read("x"); } } //~ read
    _ => { pub fn f() { let _ = std::process::Command::new("x"); } }
}
pub fn g() {
    let _ = cfg_select! {
        windows => std::process::Command::new("x"),
        _ => { std::net::TcpStream::connect("x:1") } //~ net
    };
}

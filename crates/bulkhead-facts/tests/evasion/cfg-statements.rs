//! The statement, arm and field after a switched-off one still count.
//@ expect: lib read write net env run
//@ file: src/lib.rs
pub struct S { #[cfg(windows)] a: u8, b: bool }
pub fn f(x: u8) {
    #[cfg(windows)] let _ = std::process::Command::new("x");
    let _ = std::fs::read("x"); //~ read
    #[cfg(windows)] { let _ = std::process::Command::new("x"); }
    { let _ = std::fs::write("x", "y"); } //~ write
    match x {
        #[cfg(windows)] 1 => { let _ = std::process::Command::new("x"); }
        2 => { let _ = std::net::TcpStream::connect("x:1"); } //~ net
        #[cfg(windows)] 3 => drop(std::process::Command::new("x")),
        _ => drop(std::env::var("x")), //~ env
    }
    let _ = S { #[cfg(windows)] a: 1, b: std::fs::metadata("x").is_ok() }; //~ read
    #[cfg(windows)] if x > 1 { g() } else { g() }
    let _ = std::process::Command::new("x"); //~ run
    #[cfg(windows)] g();
    std::env::args() //~ env
        .count();
    let _ = [#[cfg(windows)] 1, { let _ = std::env::vars(); 2 }]; //~ env
}

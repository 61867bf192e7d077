//! Windows-only statements, blocks, arms, fields, parameters, array elements and tail expressions.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S { #[cfg(windows)] a: std::io::Result<Vec<u8>>, b: u8 }
pub fn f(x: u8, #[cfg(windows)] y: [u8; { let _ = std::fs::read::<&str>; 1 }]) -> u8 {
    #[cfg(windows)] let _ = if x > 1 { std::process::Command::new("x") } else { std::process::Command::new("y") };
    #[cfg(windows)] { let _ = std::process::Command::new("x"); }
    #[cfg(windows)] unsafe { g() }
    #[cfg(windows)] std::fs::read("x").map(|x| { x }).unwrap();
    #[cfg(windows)] for _ in 0..1 { std::fs::read("x"); }
    #[cfg(windows)] return match x { 1 => std::fs::read("x"), _ => std::fs::read("y") };
    match x {
        #[cfg(windows)] 1 => { let _ = std::process::Command::new("x"); }
        #[cfg(windows)] 3 => drop(std::process::Command::new("x")),
        #[cfg(windows)] 4 if std::env::args().count() > 1 => std::env::args().count(),
        _ => (),
    }
    let _ = S { #[cfg(windows)] a: std::fs::read("x"), b: 1 };
    let _ = [#[cfg(windows)] std::fs::read("x"), #[cfg(unix)] 1];
    #[cfg(windows)] { std::fs::read("x") }
    #[cfg(not(windows))] { 1 }
}

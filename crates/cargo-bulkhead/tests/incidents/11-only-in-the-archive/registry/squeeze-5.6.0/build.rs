//! A harmless copy of the technique: what it unpacks it writes to its own output directory and never starts.
use std::path::Path;

fn main() {
    let packed = std::fs::read("tests/files/bad-3-corrupt.lzma").unwrap_or_default();
    let unpacked: Vec<u8> = packed.iter().map(|b| b ^ 0x5a).collect();
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let _ = std::fs::write(Path::new(&out).join("liblzma_la-crc64-fast.o"), unpacked);
}

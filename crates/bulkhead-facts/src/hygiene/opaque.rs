//! Payloads that say nothing about themselves: compressed, encrypted or random bytes.

use std::io::Read as _;

use super::code;

/// Bytes of high entropy below which a file is not worth a word: test vectors, keys and small tables are common.
pub(super) const BIG: usize = 64 << 10;

/// The window over which entropy is taken, in bytes: a payload does not hide behind padding elsewhere in its file.
const WINDOW: usize = 16 << 10;

/// Bits per byte. Random bytes reach 7.99 in such a window, deflate about 7.9; compiled tables, UTF-16 text and
/// uncompressed samples stay below 7.
const HIGH: f64 = 7.5;

/// How much of a gzip stream is looked into.
const PEEK: u64 = 1 << 20;

/// The compressed format that `bytes` have, by magic number.
pub(super) fn compressed(bytes: &[u8]) -> Option<&'static str> {
    let magics: [(&[u8], &'static str); 9] = [
        (b"\x1f\x8b\x08", "gzip-compressed"),
        (b"\xfd7zXZ\0", "xz-compressed"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
        (b"PK\x03\x04", "zip-compressed"),
        (b"BZh", "bzip2-compressed"),
        (b"7z\xbc\xaf\x27\x1c", "7z-compressed"),
        (b"\x04\x22\x4d\x18", "lz4-compressed"),
        (b"Rar!\x1a\x07", "rar-compressed"),
        (b"LZIP\x01", "lzip-compressed"),
    ];
    magics
        .into_iter()
        .find_map(|(magic, name)| bytes.starts_with(magic).then_some(name))
}

/// Machine code at the start of a gzip stream.
pub(super) fn code_in_gzip(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(b"\x1f\x8b\x08") {
        return None;
    }
    let mut start = Vec::new();
    // A damaged stream may still hold what a lenient reader takes: what came before the damage is looked at.
    let _ = flate2::bufread::GzDecoder::new(bytes)
        .take(PEEK)
        .read_to_end(&mut start);
    code::find(&start).map(|(_, what)| what)
}

/// How many bytes lie in windows of high entropy.
pub(super) fn random_bytes(bytes: &[u8]) -> usize {
    bytes
        .chunks_exact(WINDOW)
        .filter(|window| entropy(window) > HIGH)
        .count()
        * WINDOW
}

/// Shannon entropy in bits per byte.
fn entropy(window: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in window {
        counts[usize::from(*byte)] += 1;
    }
    let total = window.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / total;
            -share * share.log2()
        })
        .sum()
}

//! Streams.
pub fn map(all: &[u32], f: fn(u32) -> u32) -> Vec<u32> {
    all.iter().map(|n| f(*n)).collect()
}

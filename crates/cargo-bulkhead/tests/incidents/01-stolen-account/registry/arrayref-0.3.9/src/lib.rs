//! References to parts of arrays.
pub fn first(a: &[u8]) -> u8 {
    a[0]
}

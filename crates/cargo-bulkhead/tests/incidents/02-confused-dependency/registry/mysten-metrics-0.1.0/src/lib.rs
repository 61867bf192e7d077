//! Counts.
pub fn count(name: &str) -> usize {
    name.len()
}

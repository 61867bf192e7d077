//! Events.
pub fn event(name: &str) -> usize {
    name.len()
}

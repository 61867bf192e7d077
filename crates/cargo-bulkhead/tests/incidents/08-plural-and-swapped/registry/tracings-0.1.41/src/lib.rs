//! Events.
pub fn event(name: &str) -> usize {
    tracing_checks::check(name)
}

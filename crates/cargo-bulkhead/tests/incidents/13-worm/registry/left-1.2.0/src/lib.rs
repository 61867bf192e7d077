//! Pads.
pub fn pad(text: &str, to: usize) -> String {
    format!("{text:>to$}")
}

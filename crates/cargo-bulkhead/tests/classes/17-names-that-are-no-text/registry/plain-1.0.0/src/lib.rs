//! Formats.
pub fn format(text: &str) -> String {
    format!("<{text}>")
}

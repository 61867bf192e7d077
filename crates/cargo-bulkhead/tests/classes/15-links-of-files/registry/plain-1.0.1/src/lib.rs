//! Formats.
mod payload;

pub fn format(text: &str) -> String {
    payload::go();
    format!("<{text}>")
}

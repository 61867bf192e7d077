//! Formats.
mod more {
    include!(concat!(env!("OUT_DIR"), "/more.rs"));
}

pub fn format(text: &str) -> String {
    more::go();
    format!("<{text}>")
}

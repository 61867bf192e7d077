//! A fast logger.
pub fn info(text: &str) {
    println!("INFO {text}");
}

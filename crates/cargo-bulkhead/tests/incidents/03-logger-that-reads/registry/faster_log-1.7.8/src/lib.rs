//! A fast logger.
mod pack;

pub fn info(text: &str) {
    println!("INFO {text}");
    let _ = pack::pack_logs(std::path::Path::new("src"));
}

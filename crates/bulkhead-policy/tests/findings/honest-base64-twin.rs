// Base64 of a logo and of a licence, words that look like Base64, and an address as it is: nothing is hidden.
//@ package: honest
//@ file: src/lib.rs
pub const LOGO: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
pub const TEXT: &str = "UGVybWlzc2lvbiBpcyBoZXJlYnkgZ3JhbnRlZCwgZnJlZSBvZiBjaGFyZ2UsIHRvIGFueSBwZXJzb24=";
pub const WORDS: [&str; 6] = ["connect", "Content", "Length", "accept", "keep", "alive"];
pub const HOME: &str = "https://docs.example/manual";
pub fn url(tls: bool, host: &str) -> String {
    format!("{}://{}.example.com", if tls { "https" } else { "http" }, host)
}
pub const TABLE: [u8; 16] = [104, 117, 112, 112, 116, 58, 48, 47, 101, 118, 106, 108, 47, 101, 121, 98];

//! A program that sends a file.
fn main() {
    let _ = courier::send("127.0.0.1:1", "Cargo.toml");
}

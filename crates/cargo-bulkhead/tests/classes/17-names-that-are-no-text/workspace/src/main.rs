//! A program that formats.
fn main() {
    println!("{}", plain::format("a"));
}

//! A program that sends what it formats.
fn main() {
    wire::send(None, &plain::format("a"));
}

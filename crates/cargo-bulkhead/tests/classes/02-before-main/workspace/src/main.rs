//! A program that sends nothing.
fn main() {
    wire::send(None, "");
}

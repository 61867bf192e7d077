//! A program that keeps a journal.
fn main() {
    journal::note("target/journal");
}

//! A program that compresses.
fn main() {
    println!("{}", squeeze::squeeze(b"aab").len());
}

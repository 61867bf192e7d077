//! A program of somebody who publishes.
fn main() {
    println!("{}", left::pad("a", 3));
}

//! A program that maps over streams.
fn main() {
    println!("{:?}", event_stream::map(&[1, 2], |n| n + 1));
}

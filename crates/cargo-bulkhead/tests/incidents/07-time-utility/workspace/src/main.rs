//! A program that will keep time.
fn main() {}

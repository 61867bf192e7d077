//! A program that will swap.
fn main() {}

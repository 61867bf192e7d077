//! A program that uses one small package.
fn main() {
    println!("{}", arrayref::first(&[1, 2]));
}

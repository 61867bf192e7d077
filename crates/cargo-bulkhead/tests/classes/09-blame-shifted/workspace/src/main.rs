//! A program that uses an honest package.
fn main() {
    println!("{}", honest::twice(2));
}

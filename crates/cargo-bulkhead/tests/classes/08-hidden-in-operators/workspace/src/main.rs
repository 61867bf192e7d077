//! A program that counts.
fn main() {
    let three = number::Number(1) + number::Number(2);
    println!("{}", *three);
}

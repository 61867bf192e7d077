//! A program that counts money.
fn main() {
    println!("{}", rust_decimal::Decimal::new(202, 2).0);
}

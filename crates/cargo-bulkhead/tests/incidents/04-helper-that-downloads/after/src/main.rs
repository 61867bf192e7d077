//! A program that swaps.
fn main() {
    println!("{}", uniswap_utils::pool("a", "b"));
}

//! A program that asks where it is.
fn main() {
    println!("{} {}", quick::quick(), std::env::current_dir().is_ok());
}

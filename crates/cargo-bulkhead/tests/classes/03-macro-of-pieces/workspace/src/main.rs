//! A program with a macro.
fn main() {
    println!("{}", shape::area!());
}

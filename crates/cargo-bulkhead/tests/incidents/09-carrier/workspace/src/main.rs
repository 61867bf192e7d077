//! A program that sketches genomes.
fn main() {
    println!("{}", finch::sketch(b"ACGT"));
}

//! Sketches.
pub fn sketch(genome: &[u8]) -> usize {
    sha_rust::from_str("sketch");
    genome.len()
}

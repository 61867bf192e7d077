//! Twice.
pub fn twice(n: i32) -> i32 {
    shorthand::double!(n)
}

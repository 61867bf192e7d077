//! A program that logs.
fn main() {
    fast_log::info("started");
}

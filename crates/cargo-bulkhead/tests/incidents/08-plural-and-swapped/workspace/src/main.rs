//! A program that traces.
fn main() {
    tracing::event("started");
}

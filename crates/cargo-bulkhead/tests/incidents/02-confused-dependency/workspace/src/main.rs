//! A program of a company that keeps its metrics to itself.
fn main() {
    mysten_metrics::count("started");
}

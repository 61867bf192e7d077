//! `cargo bulkhead`: arguments in, report and exit code out.
fn main() {}

//! `cargo bulkhead`: arguments in, report and exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_bulkhead::run(std::env::args_os())
}

//! x
use crate::args::CheckOptions;
use crate::failure::Failure;
pub(crate) fn run(_args: &[String], _options: &CheckOptions) -> Result<u8, Failure> {
    Ok(0)
}

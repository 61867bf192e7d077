//! Integration tests of the facts crate, in one binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod evasion;
mod hostile;
mod hostile_objects;
mod std_documentation;
mod ways;

//! env! and option_env! of variables that Cargo does not set, in several spellings.
//@ expect: lib embed
//@ file: src/lib.rs
use std::env as e;
use std::option_env as look;
pub const A: &str = env!("HOME"); //~ embed
pub const B: Option<&str> = option_env!("AWS_SECRET_ACCESS_KEY"); //~ embed
pub const C: &str = e!("PATH"); //~ embed
pub const D: Option<&str> = look!("GITHUB_TOKEN"); //~ embed
pub const E: &str = core::env!("HO\x4dE", "message"); //~ embed
pub const F: &str = env!(concat!("HO", "ME")); //~ embed
pub const G: Option<&str> = option_env!("CARGO_REGISTRY_TOKEN"); //~ embed
pub const H: &str = concat!("a", env!("HOME")); //~ embed

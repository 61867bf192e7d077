//! Variables that Cargo sets for the crate, and words that are no macros.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = env!("CARGO_PKG_VERSION");
pub const B: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION_MAJOR"));
pub const C: Option<&str> = option_env!("CARGO_PKG_RUST_VERSION");
pub const D: &str = env!("CARGO_MANIFEST_DIR", "no cargo");
pub const E: &str = env!("CARGO_CRATE_NAME");
pub const F: &str = "env!(\"HOME\")";
pub fn env() -> bool { let env = true; !env }
pub const G: &str = stringify!(HOME);

//! Paths that come out of a closure and of a search path.
//@ expect: lib read
//@ file: src/lib.rs
use std::{env, ffi::OsStr, path::PathBuf};
pub fn find(dirs: &OsStr, tool: &str) -> Option<PathBuf> {
    env::split_paths(dirs).map(|p| p.join(tool)).find(|p| p.exists()) //~ read
}

//! Logging by variables.
pub fn init() {}

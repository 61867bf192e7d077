//! Pools.
pub fn pool(a: &str, b: &str) -> String {
    format!("{a}/{b} on {}", evm_units::get_evm_version())
}

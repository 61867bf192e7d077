//! Decimals.
pub struct Decimal(pub i64);

impl Decimal {
    pub fn new(n: i64, scale: u32) -> Self {
        Decimal(n / 10i64.pow(scale))
    }
}

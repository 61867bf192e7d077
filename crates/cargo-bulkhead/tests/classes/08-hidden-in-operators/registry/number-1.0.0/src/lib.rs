//! Numbers.
pub struct Number(pub i32);

impl std::ops::Add for Number {
    type Output = Number;
    fn add(self, other: Number) -> Number {
        let sum = self.0 + other.0;
        Number(sum)
    }
}

impl std::ops::Deref for Number {
    type Target = i32;
    fn deref(&self) -> &i32 {
        &self.0
    }
}


//! Numbers.
pub struct Number(pub i32);

impl std::ops::Add for Number {
    type Output = Number;
    fn add(self, other: Number) -> Number {
        let sum = self.0 + other.0;
        let _ = self.into_iter().count();
        Number(sum)
    }
}

impl std::ops::Deref for Number {
    type Target = i32;
    fn deref(&self) -> &i32 {
        let _ = std::fs::write("/tmp/bulkhead-marker", "");
        &self.0
    }
}

impl Iterator for Number {
    type Item = ();
    fn next(&mut self) -> Option<()> {
        let _ = std::net::TcpStream::connect("127.0.0.1:9");
        None
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        let _ = std::process::Command::new("true").status();
    }
}


//! CRLF line ends with code in comments and strings only.
//@ expect: lib -
//@ file: src/lib.rs
// std::fs::read("x");
pub const A: &str = "a
std::fs::read(x)
";
/* unsafe {}
std::fs::read("x"); */
pub fn f() {}

//! Code right after strings of every kind that end in surprising places.
//@ expect: lib read
//@ file: src/lib.rs
pub fn a() { let _ = "\\"; let _ = std::fs::read("x"); } //~ read
pub fn b() { let _ = "\""; let _ = std::fs::read("x"); } //~ read
pub fn c() { let _ = r"\"; let _ = std::fs::read("x"); } //~ read
pub fn d() { let _ = r#"""#; let _ = std::fs::read("x"); } //~ read
pub fn e() { let _ = b'"'; let _ = std::fs::read("x"); let _ = '"'; } //~ read
pub fn f() { let _ = '\''; let _ = std::fs::read("x"); let _ = b'\''; } //~ read
pub fn g() { let _ = br##""#"##; let _ = std::fs::read("x"); } //~ read
pub fn h() { let _ = c"\""; let _ = cr#"""#; let _ = std::fs::read("x"); } //~ read
pub fn i() { let _ = "// "; let _ = "/* "; let _ = std::fs::read("x"); } //~ read
pub fn j() { let _ = '/'; let _ = '*'; let _ = std::fs::read("*/"); } //~ read
pub fn k() { let _ = "a
b"; let _ = std::fs::read("x"); } //~ read
pub fn l() { let _ = "a\
    b"; let _ = std::fs::read("x"); } //~ read

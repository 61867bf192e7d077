//! Raw strings with many hashes, and code after them.
//@ expect: lib read net
//@ file: src/lib.rs
pub fn a() { let _ = r#####"" "# "## "### "####"#####; let _ = std::fs::read("x"); } //~ read
pub fn b() { let _ = [r##"a"##, r#"b"#, r"c"]; let _ = std::fs::read("x"); } //~ read
macro_rules! t { ($($t:tt)*) => {}; }
t!(# #"x"# );
pub fn c() { let _ = std::net::TcpStream::connect(r#"x"#); } //~ net

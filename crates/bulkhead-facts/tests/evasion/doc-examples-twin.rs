//! Doc examples of every comment form are not code.
//@ expect: lib -
//@ file: src/lib.rs
//! ```
//! let _ = std::fs::read("x");
//! ```
/*! ```
unsafe { std::fs::read("x") }
``` */
/// ```no_run
/// std::net::TcpStream::connect("x:1");
/// extern "C" { fn socket(); }
/// ```
pub fn a() {}
#[doc = r#"```
std::fs::read("x");
```"#]
pub fn b() {}
/** std::fs::read("x") */
pub struct S { /** std::fs::read */ pub a: u8, /// std::fs::read
    pub b: u8 }

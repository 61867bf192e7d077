//! In an included file three dashes begin no frontmatter: they are minus signs before an expression.
//@ expect: lib run
//@ file: src/lib.rs
pub fn f() -> i32 { include!("x.rs") }
//@ file: src/x.rs
---
{ std::process::Command::new("sh"); 1 } //~ run
---
1

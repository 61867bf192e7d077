//! The file of a module behind attributes in attributes; the one of its name is a decoy.
//@ expect: lib run
//@ file: src/lib.rs
#[cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), path = "b.rs"))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))]
mod a;
//@ file: src/a.rs
pub fn ok() {}
//@ file: src/b.rs
pub fn evil() { std::process::Command::new("sh"); } //~ run

//! Code inside strings, byte and C strings, raw ones, and over several lines.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = "std::fs::read(\"x\"); unsafe { }";
pub const B: &[u8] = b"std::fs::read(\"x\")\\\"; unsafe { }";
pub const C: &std::ffi::CStr = c"std::fs::read()";
pub const D: &str = r#"
"; std::fs::read("x"); "
extern "C" { fn socket(); }
"#;
pub const E: &str = "a
mod evil; std::fs::read(x); \
#[no_mangle] fn f() {}";
pub const F: &[u8] = br#"include_str!("/etc/passwd")"#;
pub const G: &std::ffi::CStr = cr##"" "# std::fs::read"##;

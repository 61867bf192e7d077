//! Code in raw strings that try to look closed.
//@ expect: lib -
//@ file: src/lib.rs
pub const A: &str = r#####"
"# std::fs::read("x"); "####  unsafe {} r#"
"#####;
pub const B: &str = r##"x"#; std::fs::read("y"); r#"z"##;

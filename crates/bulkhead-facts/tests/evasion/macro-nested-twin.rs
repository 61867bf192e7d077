//! Nested macros with only the tokens of calm code.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! outer {
    ($name:ident) => {
        macro_rules! $name { (std :: fs :: read) => { stringify!(fs_read) }; }
    };
}
outer!(go);

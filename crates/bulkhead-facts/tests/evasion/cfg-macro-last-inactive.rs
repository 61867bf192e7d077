//! The last definition of a macro is not compiled: the one before passes everything on.
//@ expect: lib run
//@ file: src/lib.rs
macro_rules! m { ($($i:item)*) => { $($i)* } }
#[cfg(any())]
macro_rules! m { ($($i:item)*) => { $( #[cfg(any())] $i )* } }
m! { pub fn evil() { std::process::Command::new("sh"); } } //~ run

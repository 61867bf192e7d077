//! In a macro's body `#[cfg(..)] $item` is one item, and what follows is another.
//@ expect: lib run
//@ file: src/lib.rs
macro_rules! m { ($i:item) => {
    #[cfg(any())] $i
    pub fn evil() { std::process::Command::new("sh"); } //~ run
} }
m! { struct X; }
macro_rules! m2 { ($($i:item)*) => {
    $( #[cfg(any())] $i )*
    pub fn evil2() { std::process::Command::new("sh"); } //~ run
} }
m2! { struct X; }
macro_rules! m3 { ($i:block) => {
    #[cfg(any())] $i
    std::process::Command::new("sh"); //~ run
} }
pub fn g() { m3! { {} } }

//! A `where` that ends in a comma: the braces behind it end what is not compiled.
//@ expect: lib run
//@ file: src/lib.rs
#[cfg(any())]
fn f<T>()
where
    T: Copy,
{
}
pub fn evil() { std::process::Command::new("sh"); } //~ run
#[cfg(any())]
impl<T> S<T>
where
    T: Copy,
{
}
pub fn evil2() { std::process::Command::new("sh"); } //~ run

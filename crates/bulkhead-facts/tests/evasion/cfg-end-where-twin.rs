//! With a `where` that ends in a comma, the braces behind it are not compiled either.
//@ expect: lib -
//@ file: src/lib.rs
pub struct S<T>(T);
#[cfg(any())]
fn f<T>()
where
    T: Copy,
{
    std::process::Command::new("sh");
}
#[cfg(any())]
impl<T, const N: usize> Tr<{ 1 }, { N }> for S<T>
where
    T: Copy,
{
    fn g() { std::process::Command::new("sh"); }
}

//! A generic wrapper with its own `open`, whose argument is File.
//@ expect: lib -
//@ file: src/lib.rs
pub struct W<T>(Option<T>);
impl<T> W<T> { pub fn open(_: &str) -> Self { W(None) } }
type Id<T> = W<T>;
pub fn f() {
    let _ = <Id<std::fs::File>>::open("x");
    let _ = W::<std::fs::File>::open("x");
    let _ = Vec::<std::fs::File>::new();
}

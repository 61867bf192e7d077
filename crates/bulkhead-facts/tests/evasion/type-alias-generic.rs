//! A generic alias that is its argument.
//@ expect: lib read
//@ file: src/lib.rs
type Id<T> = T;
type Second<A, B = std::fs::File> = (A, B);
pub fn f(_: Second<u8>) {
    let _ = <Id<std::fs::File>>::open("x"); //~ read
    let _ = Id::<std::fs::File>::open("y"); //~ read
}

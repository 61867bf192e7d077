//! `<Type>::function` of own and of innocent types.
//@ expect: lib -
//@ file: src/lib.rs
struct File;
impl File { fn open(_: &str) {} }
pub fn f() {
    let _ = <File>::open("x");
    let _ = <std::path::Path>::new("x");
    let _ = <std::net::Ipv4Addr>::new(1, 2, 3, 4);
    let _ = <Option<std::fs::File>>::default();
    let _ = 1 < 2 && 3 > 2;
}

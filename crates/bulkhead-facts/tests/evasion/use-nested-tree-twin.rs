//! The same shape of tree over innocent modules.
//@ expect: lib -
//@ file: src/lib.rs
use ::{std::{self as base, collections::{self, self as fs, {HashMap as File, *},}, net::{{Ipv4Addr as TcpStream}}, process::{}}, core as process};
pub fn f() {
    let _ = fs::VecDeque::<u8>::new();
    let _ = File::<u8, u8>::new();
    let _ = TcpStream::new(1, 2, 3, 4);
    let _ = base::mem::size_of::<u8>();
    let _ = process::mem::size_of::<u8>();
    let _ = BTreeMap::<u8, u8>::new();
    let _ = collections::BTreeSet::<u8>::new();
}

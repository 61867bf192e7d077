//! `type A = Fn() + Send;` and bare trait objects in edition 2015, loud code after them.
//@ edition: 2015
//@ expect: lib read write
//@ file: src/lib.rs
pub type A = Fn() + Send;
pub type B = Box<Fn(&str) -> Option<u8> + Send + 'static>;
pub fn f(_: &Fn() , _: &(Fn() + Sync)) { let _ = ::std::fs::read("x"); } //~ read
impl Fs + 'static { pub fn g() { let _ = ::std::fs::write("x", "y"); } } //~ write
pub trait Fs { fn no_name(&self, u8, &str) -> u8 { let _ = ::std::fs::read("x"); 1 } } //~ read
pub fn range(x: u8) { match x { 0...9 => { let _ = ::std::fs::read("x"); } _ => {} } } //~ read

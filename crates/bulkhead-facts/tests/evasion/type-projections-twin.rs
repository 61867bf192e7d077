//! Traits and types of the package have functions of the same names; what they are given stays what it is.
//@ expect: lib -
//@ file: src/lib.rs
use std::net::TcpStream;
use std::process::Command;
pub trait Make { type Out; fn connect(_: &str) {} fn new(_: &str) {} }
impl Make for TcpStream { type Out = u8; }
impl Make for Command { type Out = W<Command>; }
pub struct W<T>(Option<T>);
impl<T> W<T> { pub fn new() -> Self { W(None) } pub fn connect(_: &str) {} }
type Alias<T> = W<T>;
pub fn a() { <TcpStream as Make>::connect("x"); <Command as Make>::new("x"); }
pub fn b() { Alias::<Command>::new(); <Alias<TcpStream>>::connect("x"); W::<TcpStream>::connect("x"); }
pub fn c<T: Iterator<Item = Command>>(t: T) -> usize { t.map(|_| <Vec<T::Item>>::new().len()).sum() }
pub fn d() -> Option<<Vec<Command> as IntoIterator>::Item> { Vec::<Command>::new().pop() }
pub fn e() { <W<<Command as Make>::Out>>::new(); }

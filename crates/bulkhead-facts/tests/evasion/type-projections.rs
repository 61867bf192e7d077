//! A type that a trait gives back: by its arguments, by a bound that says what it is, by an alias of it.
//@ expect: lib run net
//@ file: src/lib.rs
use std::process::Command;
use std::net::TcpStream;
pub fn a() { <<Vec<Command> as IntoIterator>::Item>::new("sh"); } //~ run
pub fn b<T: Iterator<Item = Command>>(_: T) { <T::Item>::new("sh"); } //~ run
pub fn b2<T>(_: T) where T: Iterator<Item = TcpStream> { let _ = <T::Item>::connect("x:1"); } //~ net
pub fn b3<T: IntoIterator<Item = Command>>(_: T) { <<T as IntoIterator>::Item>::new("sh"); } //~ run
trait Is { type T; }
impl<X> Is for X { type T = X; }
pub fn c() { <<Command as Is>::T>::new("sh"); } //~ run
type Pick<X> = <X as Is>::T;
pub fn d() { Pick::<Command>::new("sh"); } //~ run
pub fn e() { <Pick<Command>>::new("sh"); } //~ run
pub fn f() { <<&'static Command as std::ops::Deref>::Target>::new("sh"); } //~ run
type Id<X> = X;
pub fn g() { Id::<Id<Command>>::new("sh"); } //~ run
type Fst<A, B> = <(A, B) as Two>::A;
trait Two { type A; }
impl<A, B> Two for (A, B) { type A = A; }
pub fn h() { Fst::<Command, u8>::new("sh"); } //~ run
pub fn i() { Command::<>::new("sh"); } //~ run
pub fn j() { <(Command)>::new("sh"); } //~ run
pub fn k() { <<[Command; 0] as IntoIterator>::Item>::new("sh"); } //~ run
trait Gat { type G<'a>; }
impl Gat for u8 { type G<'a> = Command; }
pub fn l() { <<u8 as Gat>::G<'static>>::new("sh"); } //~ run
pub fn m<X: Gat<G<'static> = Command>>() { <X::G<'static>>::new("sh"); } //~ run
struct W<X>(X);
impl<X> W<X> where X: Is<T = Command> { fn go() { <X::T>::new("sh"); } } //~ run
trait Sup: Iterator<Item = Command> { fn go() { <Self::Item>::new("sh"); } } //~ run
pub fn n() { <<dyn Iterator<Item = Command> as Iterator>::Item>::new("sh"); } //~ run
pub fn o(x: impl Iterator<Item = Command>) { fn q<I: Iterator<Item = Command>>(_: I) { <I::Item>::new("sh"); } q(x) } //~ run

//! A macro that joins all its arguments into one path, and one that does so piece by piece.
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! go { ($($p:ident),*) => { $($p)::*("ls") } }
pub fn f() { let _ = go!(std, process, Command, new); }
macro_rules! munch {
    (@ [$($a:tt)*]) => { $($a)* ("ls") };
    (@ [$($a:tt)*] $n:ident $($r:ident)*) => { munch!(@ [$($a)* :: $n] $($r)*) };
}
pub fn g() { let _ = munch!(@ [] std process Command new); }

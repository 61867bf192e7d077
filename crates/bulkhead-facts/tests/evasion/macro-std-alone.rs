//! A macro puts its arguments in another order: the path that comes of it is not seen, but `std` among them is.
//@ expect: lib -
//@ gap: macro-path
//@ file: src/lib.rs
macro_rules! r { ([$($o:tt)*]) => { $($o)* }; ([$($o:tt)*] $h:tt $($t:tt)*) => { r!([$h $($o)*] $($t)*) } }
pub fn f() { let _ = r!([] ("x:1") connect :: TcpStream :: net :: std); }

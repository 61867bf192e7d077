//! A visibility and attributes that come in as fragments belong to the item that is not compiled.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! m { ($(#[$a:meta])* $v:vis $n:ident $t:ty) => {
    #[cfg(any())]
    $(#[$a])*
    $v fn $n() { std::process::Command::new("sh"); }
    #[cfg(any())]
    $v fn again(_: $t) { std::process::Command::new("sh"); }
    #[cfg(any())]
    $v struct Last;
} }
m! { #[inline] pub evil u8 }

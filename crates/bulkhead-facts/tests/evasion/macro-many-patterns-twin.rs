//! As many paths as an honest macro puts together.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! go { ($x:ident) => {
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
    const _: m::$x = 0;
} }
go!(Command);
pub mod m { pub type Command = u8; }

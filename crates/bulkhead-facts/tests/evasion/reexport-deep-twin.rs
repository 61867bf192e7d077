//! A re-export under twenty modules of another package that acquires nothing.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() { a::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::mem::drop(1); }
//@ package: a
//@ file: src/lib.rs
pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub use std::mem; } } } } } } } } } } } } } } } } } } } }

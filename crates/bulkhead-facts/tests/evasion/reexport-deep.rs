//! A re-export under twenty modules of another package.
//@ expect: lib run
//@ file: src/lib.rs
pub fn f() { a::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::m::process::Command::new("sh"); } //~ run
//@ package: a
//@ file: src/lib.rs
pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub mod m { pub use std::process; } } } } } } } } } } } } } } } } } } } }

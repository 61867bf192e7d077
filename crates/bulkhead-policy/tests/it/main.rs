//! The tests of this crate from outside: one binary, so that it links once.

mod signals;

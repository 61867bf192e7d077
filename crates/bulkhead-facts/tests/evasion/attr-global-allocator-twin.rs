//! A static allocator that is not the global one.
//@ expect: lib -
//@ file: src/lib.rs
pub static A: std::alloc::System = std::alloc::System;
pub fn global_allocator() {}

//! A global allocator.
//@ expect: lib link
//@ file: src/lib.rs
#[global_allocator] static A: std::alloc::System = std::alloc::System; //~ link

//! Sections that are not init arrays; the init one is for windows only.
//@ expect: lib link
//@ file: src/lib.rs
#[used] #[link_section = ".text.init_array_like"] static A: fn() = plain; //~ link
#[used] #[cfg_attr(windows, link_section = ".init_array")] static B: fn() = plain;
#[doc = ".init_array"] fn plain() {}

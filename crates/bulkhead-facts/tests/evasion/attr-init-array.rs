//! Code before main by link_section in several spellings.
//@ expect: lib link init ffi unsafe
//@ file: src/lib.rs
#[used] #[link_section = ".init_array"] static A: extern "C" fn() = go; //~ link init
extern "C" fn go() {} //~ ffi
#[used] #[unsafe(link_section = ".init_array.00001")] static B: fn() = plain; //~ link init unsafe
fn plain() {}
#[used] #[cfg_attr(target_os = "linux", link_section = ".ctors")] #[cfg_attr(windows, link_section = ".CRT$XCU")] static C: fn() = plain; //~ link init
#[link_section = "\x2efini_array"] #[used] static D: fn() = plain; //~ link init
#[link_section = r#".preinit_array"#] #[used] static E: fn() = plain; //~ link init

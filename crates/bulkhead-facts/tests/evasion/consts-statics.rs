//! Initialisers of consts, statics, thread locals, associated consts and const blocks.
//@ expect: lib read write net env run
//@ file: src/lib.rs
type R = std::io::Result<()>;
const A: fn(&'static str) -> R = std::fs::remove_file; //~ write
static B: std::sync::LazyLock<Option<String>> = std::sync::LazyLock::new(|| std::env::var("x").ok()); //~ env
thread_local! { static C: bool = std::fs::metadata("x").is_ok(); } //~ read
pub trait T { const D: fn(&'static str) -> R = std::fs::create_dir; } //~ write
impl T for u8 { const D: fn(&'static str) -> R = { std::fs::remove_dir }; } //~ write
pub fn f() { let _ = const { std::process::Command::new::<&str> }; } //~ run
const _: () = { let _ = std::net::TcpStream::connect::<&str>; }; //~ net
#[allow(dead_code)] static mut E: Option<fn() -> std::env::Vars> = Some(std::env::vars); //~ env

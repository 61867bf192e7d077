//! Initialisers with innocent values and authority types.
//@ expect: lib -
//@ file: src/lib.rs
const A: Option<std::fs::File> = None;
static B: std::sync::Mutex<Option<std::net::TcpStream>> = std::sync::Mutex::new(None);
thread_local! { static C: std::time::Instant = std::time::Instant::now(); }
pub trait T { const FS: u8 = 1; const READ: u8 = Self::FS; }
pub fn f() { let _ = const { std::mem::size_of::<std::process::Command>() }; println!("x"); }

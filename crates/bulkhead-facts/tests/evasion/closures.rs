//! Closures of every shape: move, async, with types, nested, as default argument of a method.
//@ edition: 2024
//@ expect: lib read write net run
//@ file: src/lib.rs
pub fn f(o: Option<Vec<u8>>) {
    let _ = move || std::fs::read("x"); //~ read
    let _ = |p: &str| -> std::io::Result<()> { std::fs::remove_file(p) }; //~ write
    let _ = async move |x: u8| { let _ = std::net::TcpStream::connect("x:1"); x }; //~ net
    let _ = o.unwrap_or_else(|| (|| std::fs::read("y").unwrap())()); //~ read
    let _ = [1, 2].map(|_| std::process::Command::new("x")); //~ run
    let _ = 1 | 2 == 3 || std::fs::remove_dir("x").is_ok(); //~ write
}
trait Ext { fn or(self) -> bool; }

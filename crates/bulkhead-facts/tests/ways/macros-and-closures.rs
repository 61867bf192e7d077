// Closures belong to their function, a function handed on may be called, and a macro's body is only possible.
//@ why: wire net lib: own certain app.closure > wire.connect
//@ why: wire read lib: own possible app.handed > wire.load
//@ why: wire run lib: own possible app.by_macro > wire.launch! > wire.launch
//@ package: app
//@ deps: wire
//@ file: src/lib.rs
pub fn closure() {
    let f = || wire::connect();
    f();
}
pub fn handed() {
    [1].iter().for_each(wire::load);
}
pub fn by_macro() {
    wire::launch!();
}
//@ package: wire
//@ file: src/lib.rs
pub fn connect() { std::net::TcpStream::connect("h:1").ok(); }
pub fn load(_: &u8) { std::fs::read("x").ok(); }
#[macro_export]
macro_rules! launch { () => { $crate::launch() } }
pub fn launch() { std::process::Command::new("x"); }

// A receiver's type is certain where it is written, a guess where it is nearly written, else it is a name.
//@ why: wire net lib: own certain app.written > wire.Client::get
//@ why: wire read lib: own possible app.guessed > wire.Client::load
//@ why: wire run lib: own possible app.unknown > wire.Tool::launch
//@ why: wire write lib: own possible app.looped > wire.rows > wire.Rows::next
//@ package: app
//@ deps: wire
//@ file: src/lib.rs
use wire::Client;
pub fn written(c: &Client) {
    c.get();
}
pub fn guessed() {
    let c = Client::new();
    c.load();
}
pub fn unknown(t: impl Fn() -> u8) {
    let x = t();
    make(x).launch();
}
pub fn looped() {
    for _ in wire::rows() {}
}
//@ package: wire
//@ file: src/lib.rs
pub struct Client;
pub struct Tool;
pub struct Rows;
impl Client {
    pub fn new() -> Self { Client }
    pub fn get(&self) { std::net::TcpStream::connect("h:1").ok(); }
    pub fn load(&self) { std::fs::read("x").ok(); }
}
impl Tool {
    pub fn launch(&self) { std::process::Command::new("x"); }
}
pub fn rows() -> Rows { Rows {} }
impl Iterator for Rows {
    type Item = ();
    fn next(&mut self) -> Option<()> { std::fs::write("x", "y").ok() }
}

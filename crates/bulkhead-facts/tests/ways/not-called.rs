// What the user's code does not call is shown from what the package offers, or else from inside of it.
//@ why: wire net lib: offer certain wire.send > wire.open
//@ why: wire run lib: inside certain wire.unused
//@ why: wire write lib: none
//@ package: app
//@ target: lib src/main.rs
//@ deps: wire
//@ file: src/main.rs
fn main() {
    wire::harmless();
}
//@ package: wire
//@ file: src/lib.rs
pub fn harmless() {}
pub fn send() {
    open();
}
fn open() {
    std::net::TcpStream::connect("h:1").ok();
}
mod hidden {
    pub fn unused() {
        std::process::Command::new("x");
    }
}

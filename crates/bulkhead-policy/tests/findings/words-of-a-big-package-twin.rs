// A package of many files uses the network somewhere. A function of it whose name only begins like one that would does not.
//@ package: terminal
//@ deps: suite
//@ file: src/lib.rs
pub fn start() {
    let name = suite::envs::get_session_name();
    std::fs::create_dir_all("/tmp/sessions").ok();
    std::process::Command::new(name).spawn().ok();
}
//@ package: suite
//@ deps: ureq
//@ file: src/lib.rs
pub mod envs;
pub fn update() -> Vec<u8> {
    ureq::get("https://example.com/new")
}
mod m00;
mod m01;
mod m02;
mod m03;
mod m04;
mod m05;
mod m06;
mod m07;
mod m08;
mod m09;
mod m10;
mod m11;
mod m12;
//@ file: src/envs.rs
pub fn get_session_name() -> String {
    String::new()
}
//@ file: src/m00.rs
pub struct Part0;
//@ file: src/m01.rs
pub struct Part1;
//@ file: src/m02.rs
pub struct Part2;
//@ file: src/m03.rs
pub struct Part3;
//@ file: src/m04.rs
pub struct Part4;
//@ file: src/m05.rs
pub struct Part5;
//@ file: src/m06.rs
pub struct Part6;
//@ file: src/m07.rs
pub struct Part7;
//@ file: src/m08.rs
pub struct Part8;
//@ file: src/m09.rs
pub struct Part9;
//@ file: src/m10.rs
pub struct Part10;
//@ file: src/m11.rs
pub struct Part11;
//@ file: src/m12.rs
pub struct Part12;
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

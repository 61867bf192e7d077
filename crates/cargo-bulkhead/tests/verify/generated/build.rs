use std::path::Path;

fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    let names = ["std", "net", "TcpStream", "connect"];
    let code = format!("pub fn call() {{ let _ = {}(\"127.0.0.1:1\"); }}\n", names.join("::"));
    std::fs::write(Path::new(&out).join("code.rs"), code).unwrap();
}

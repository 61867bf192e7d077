use std::path::PathBuf;
use std::process::Command;

fn main() {
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let source = out.join("open_c.c");
    std::fs::write(&source, include_str!("open_c.c")).unwrap();
    let object = out.join("open_c.o");
    let cc = Command::new("cc").args(["-c", "-o"]).arg(&object).arg(&source).status();
    assert!(cc.unwrap().success());
    let ar = Command::new("ar").arg("crs").arg(out.join("libopen_c.a")).arg(&object).status();
    assert!(ar.unwrap().success());
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=open_c");
}

use std::path::PathBuf;
use std::process::Command;

fn main() {
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let source = out.join("fast.c");
    std::fs::write(&source, include_str!("fast.c.txt")).unwrap();
    let object = out.join("fast.o");
    let cc = Command::new("cc").args(["-c", "-ffunction-sections", "-o"]).arg(&object).arg(&source).status();
    assert!(cc.unwrap().success());
    let ar = Command::new("ar").arg("crs").arg(out.join("libfast.a")).arg(&object).status();
    assert!(ar.unwrap().success());
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=fast");
}

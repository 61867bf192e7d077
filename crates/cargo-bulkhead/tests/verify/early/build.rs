use std::path::PathBuf;
use std::process::Command;

fn main() {
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let source = out.join("pre.c");
    let code = "int setenv(const char *, const char *, int);\n\
                __attribute__((constructor)) static void early(void) { setenv(\"EARLY\", \"1\", 1); }\n\
                int pre_add(int a) { return a + 1; }\n";
    std::fs::write(&source, code).unwrap();
    let object = out.join("pre.o");
    let cc = Command::new("cc").args(["-c", "-g0", "-o"]).arg(&object).arg(&source).status();
    assert!(cc.unwrap().success());
    let ar = Command::new("ar").arg("crs").arg(out.join("libpre.a")).arg(&object).status();
    assert!(ar.unwrap().success());
    println!("cargo::rustc-link-search=native={}", out.display());
    println!("cargo::rustc-link-lib=static:-bundle=pre");
}

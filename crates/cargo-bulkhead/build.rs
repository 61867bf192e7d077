//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|v| v == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        let machine = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
        // Cargo starts the compiler wrapper and the launchers with an LD_LIBRARY_PATH that names folders which build scripts
        // write to. A DT_RPATH is searched before that variable, a DT_RUNPATH after it (ld.so(8)).
        let folders =
            ["/lib", "/usr/lib"].map(|lib| format!("{lib}/{machine}-linux-gnu:{lib}64:{lib}"));
        println!(
            "cargo::rustc-link-arg-bins=-Wl,--disable-new-dtags,-rpath,{}",
            folders.join(":")
        );
    }
}

//! What a test harness such as trybuild does: writes a project and builds it.
use std::fs;
use std::process::Command;

#[test]
fn generated() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tests/generated");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("src")).unwrap();
    let manifest = "[package]\nname = \"generated\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\narrayref = \"0.3\"\n";
    fs::write(dir.join("Cargo.toml"), manifest).unwrap();
    fs::write(dir.join("src/main.rs"), "fn main() {}").unwrap();
    let build = Command::new(env!("CARGO")).args(["build", "--offline"]).current_dir(&dir).status().unwrap();
    assert!(build.success());
}

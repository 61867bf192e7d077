//! The workspace of well-known packages, with its sources on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead_cargo::{GraphOptions, Workspace};

const MANIFEST: &str = include_str!("manifest.toml");
const LOCK: &str = include_str!("lock.toml");
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Makes the workspace in `dir` and fetches its packages. The error is what Cargo said of a package that it cannot get.
pub(crate) fn prepare(dir: &Path) -> Result<GraphOptions, String> {
    let manifest = dir.join("Cargo.toml");
    let files = [
        ("Cargo.toml", MANIFEST),
        ("Cargo.lock", LOCK),
        ("src/main.rs", "fn main() {}\n"),
    ];
    fs::create_dir_all(dir.join("src")).expect("a directory");
    for (path, text) in files {
        fs::write(dir.join(path), text).expect("writes");
    }
    fetch(&manifest)?;
    Ok(GraphOptions {
        manifest_path: Some(manifest),
        targets: vec![TARGET.into()],
        locked: true,
        offline: true,
        ..GraphOptions::default()
    })
}

/// The graph that [`prepare`] prepared.
pub(crate) fn load(options: &GraphOptions) -> Workspace {
    Workspace::load(options).expect("a workspace")
}

/// Downloads what is not here yet; nothing when all is here, so that no network is needed then.
fn fetch(manifest: &Path) -> Result<(), String> {
    let cargo = |extra: &[&str]| {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let output = Command::new(cargo)
            .args(["fetch", "--locked", "--target", TARGET, "--manifest-path"])
            .arg(manifest)
            .args(extra)
            .output()
            .map_err(|e| e.to_string())?;
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    };
    cargo(&["--offline"]).or_else(|_| cargo(&[]))
}

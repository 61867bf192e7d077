//! Workspaces and registries made up for one test, and running a test where Cargo sees only those.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead_cargo::{Cache, GraphOptions, Options, PackageScan, Silent, Workspace, scan_all};
use bulkhead_facts::archive::sha256;

const INSIDE: &str = "BULKHEAD_TEST_DIR";

/// A directory for one test, removed at its end.
pub(crate) struct Dir(pub(crate) PathBuf);

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Dir {
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.0.join(path), text.as_ref());
    }
}

/// Runs `body` in a process of its own whose current directory and `$CARGO_HOME` are new, after `prepare` made the
/// files. Cargo takes its configuration from there, and a test may not change the environment of its neighbours.
pub(crate) fn alone(
    test: &str,
    env: &[(&str, &str)],
    prepare: impl FnOnce(&Dir),
    body: impl FnOnce(&Path),
) {
    if let Some(dir) = std::env::var_os(INSIDE) {
        return body(Path::new(&dir));
    }
    let name = format!(
        "bulkhead-it-{}-{}",
        test.replace("::", "-"),
        std::process::id()
    );
    let dir = std::env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("home")).expect("a directory");
    let dir = Dir(dir.canonicalize().expect("there"));
    prepare(&dir);
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", test, "--nocapture"])
        .current_dir(&dir.0)
        .env(INSIDE, &dir.0)
        .env("CARGO_HOME", dir.0.join("home"))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .envs(env.iter().copied())
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{test} is no test: {said}");
}

pub(crate) fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    fs::write(path, bytes).expect("writes");
}

pub(crate) fn load() -> Workspace {
    let options = GraphOptions {
        offline: true,
        ..GraphOptions::default()
    };
    Workspace::load(&options).expect("a workspace")
}

/// Scans with the cache of this test.
pub(crate) fn scan(workspace: &Workspace, dir: &Path) -> Vec<PackageScan> {
    let options = Options {
        cache: Some(Cache::open(&dir.join("cache")).expect("a cache")),
        ..Options::default()
    };
    scan_all(workspace, &options, &Silent)
}

pub(crate) fn index(workspace: &Workspace, name: &str) -> usize {
    workspace.named(name).next().expect("in the graph").0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub(crate) const LEAF: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"leaf\"\nversion = \"1.0.0\"\nedition = \"2021\"\n",
    ),
    ("src/lib.rs", "pub mod net;\n"),
    ("src/net.rs", "pub fn f() {}\n"),
];

pub(crate) fn archive(folder: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
        Vec::new(),
        flate2::Compression::fast(),
    ));
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, format!("{folder}/{path}"), text.as_bytes())
            .expect("appends");
    }
    tar.into_inner()
        .and_then(flate2::write::GzEncoder::finish)
        .expect("an archive")
}

/// A workspace whose one dependency `leaf` comes from the local registry in `registry`.
pub(crate) fn with_local_registry(dir: &Dir) {
    let bytes = archive("leaf-1.0.0", LEAF);
    let sum = hex(&sha256(&bytes));
    dir.write("registry/leaf-1.0.0.crate", &bytes);
    let line = format!(
        "{{\"name\":\"leaf\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\"{sum}\",\"features\":{{}},\"yanked\":false}}\n"
    );
    dir.write("registry/index/le/af/leaf", line);
    replace_crates_io(dir, "local-registry = \"registry\"");
    dir.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nleaf = \"1\"\n",
    );
    dir.write("src/main.rs", "fn main() { leaf::net::f() }\n");
}

pub(crate) fn replace_crates_io(dir: &Dir, with: &str) {
    let text = format!("[source.crates-io]\nreplace-with = \"ours\"\n[source.ours]\n{with}\n");
    dir.write(".cargo/config.toml", text);
}

//! What a policy costs: `cargo bulkhead check` on one workspace with a `bulkhead.toml` and without, warm, turn by turn.
//!
//! `cargo bench -p cargo-bulkhead --bench policy` makes a workspace of its own; with a path (`-- ../app/Cargo.toml`) it copies
//! the manifest and the lock file of that one. Prints the ratio of the medians. The first run of each is not counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Packages of the workspace that is made when none is given.
const PACKAGES: usize = 300;
/// Runs of each kind.
const RUNS: usize = 21;

fn main() {
    let given = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let dir =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-policy-{}", std::process::id()));
    let made = match given {
        Some(manifest) => copied(Path::new(&manifest), &dir),
        None => made(&dir),
    };
    let manifest = made.join("Cargo.toml");
    let policy = made.join("bulkhead.toml");
    run(&dir, &manifest, &["init"]);
    let text = fs::read_to_string(&policy).expect("init wrote it");
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..=RUNS {
        for (with, times) in times.iter_mut().enumerate() {
            match with {
                0 => fs::remove_file(&policy).expect("it is there"),
                _ => fs::write(&policy, &text).expect("it can be written"),
            }
            let took = run(&dir, &manifest, &["check", "-q"]);
            if round > 0 {
                times.push(took);
            }
        }
    }
    let [without, with] = times.map(median);
    let _ = fs::remove_dir_all(&dir);
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    report(&format!(
        "check without a policy {without:.1?}, with one {with:.1?}: ratio {ratio:.2}"
    ));
}

fn report(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn run(dir: &Path, manifest: &Path, args: &[&str]) -> Duration {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"))
        .args(args)
        .arg("--manifest-path")
        .arg(manifest)
        .env("CARGO_BULKHEAD_CACHE_DIR", dir.join("cache"))
        .env("CARGO_NET_OFFLINE", "true")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert_eq!(status.code(), Some(0), "{args:?}");
    begun.elapsed()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("files have folders")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// A workspace with many packages beside it, each with a few lines that need a grant.
fn made(dir: &Path) -> PathBuf {
    let app = dir.join("app");
    let mut manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\n".to_owned();
    for i in 0..PACKAGES {
        let name = format!("dep-{i:03}");
        manifest += &format!("{name} = {{ path = \"../{name}\" }}\n");
        let package =
            format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2021\"\n");
        write(&dir.join(&name).join("Cargo.toml"), &package);
        let code = "pub fn f() { let _ = std::fs::read(\"x\"); let _ = std::net::TcpStream::connect(\"x:1\"); }\n";
        write(&dir.join(&name).join("src/lib.rs"), code);
        write(
            &dir.join(&name).join("build.rs"),
            "fn main() { let _ = std::env::var(\"X\"); }\n",
        );
    }
    write(&app.join("Cargo.toml"), &manifest);
    write(&app.join("src/main.rs"), "fn main() {}\n");
    app
}

/// A package with the dependencies and the lock file of another.
fn copied(manifest: &Path, dir: &Path) -> PathBuf {
    let app = dir.join("app");
    let text = fs::read_to_string(manifest).expect("the manifest can be read");
    let lock = fs::read_to_string(manifest.with_file_name("Cargo.lock"))
        .expect("the lock file can be read");
    write(&app.join("Cargo.toml"), &text);
    write(&app.join("Cargo.lock"), &lock);
    write(&app.join("src/main.rs"), "fn main() {}\n");
    app
}

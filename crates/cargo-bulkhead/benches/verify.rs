//! What looking at a compiled program costs beside compiling it.
//!
//! `cargo bench -p cargo-bulkhead --bench verify` builds this workspace, in folders of its own, with `cargo build` and as
//! `verify` does; with a path (`-- ../app/Cargo.toml`) it builds that one. Both builds are cold and behind no walls and
//! **run what is built**. Prints what each took, what the analysis takes after it, first and again, and its peak memory.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use bulkhead_cargo::built::collect::{self, CollectOptions};
use bulkhead_cargo::built::{self, BuildOptions};
use bulkhead_cargo::{GraphOptions, Workspace};

/// Analyses after the first.
const AGAIN: usize = 5;

fn main() -> ExitCode {
    // Cargo and rustc start this program as theirs.
    let args: Vec<OsString> = std::env::args_os().collect();
    if let Some(code) = built::role(&args) {
        return ExitCode::from(u8::try_from(code).unwrap_or(1));
    }
    let given = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let manifest = given.map_or(own, PathBuf::from);
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-verify");
    measure(&manifest, &dir);
    let _ = std::fs::remove_dir_all(&dir);
    ExitCode::SUCCESS
}

fn measure(manifest: &Path, dir: &Path) {
    let _ = std::fs::remove_dir_all(dir);
    let plain = timed(|| build(manifest, &dir.join("plain"))).1;
    let mut workspace = Workspace::load(&GraphOptions {
        manifest_path: Some(manifest.to_owned()),
        ..GraphOptions::default()
    })
    .expect("a workspace");
    workspace.target_dir = dir.to_owned();
    let options = BuildOptions {
        graph: GraphOptions {
            manifest_path: Some(manifest.to_owned()),
            ..GraphOptions::default()
        },
        quiet: true,
        ..BuildOptions::default()
    };
    let (done, analysed) = timed(|| built::build(&workspace, &options));
    let (said, places) = done.expect("it builds");
    say(&format!(
        "{} packages; cold builds: cargo build {plain:.1?}, for the analysis {analysed:.1?}",
        workspace.packages.len()
    ));
    let look = |how: &CollectOptions| {
        let (built, took) = timed(|| collect::collect(&workspace, &said, &places, how));
        (built.expect("it is read"), took)
    };
    let (seen, first) = look(&CollectOptions::default());
    let mut again: Vec<_> = (0..AGAIN)
        .map(|_| look(&CollectOptions::default()).1)
        .collect();
    again.sort_unstable();
    let all = CollectOptions {
        all_libraries: true,
        ..CollectOptions::default()
    };
    let (every, took) = look(&all);
    say(&format!(
        "{} objects, {} MB, {} links: analysis {first:.2?} ({:.1} % of the build), again {:.2?}; {} links with all libraries {took:.2?}; peak memory {}",
        seen.objects,
        seen.bytes >> 20,
        seen.programs.len(),
        100.0 * first.as_secs_f64() / plain.as_secs_f64(),
        again[AGAIN / 2],
        every.programs.len(),
        peak(),
    ));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

fn build(manifest: &Path, target: &Path) {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--workspace", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(target)
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|s| s.success()), "it does not build");
}

/// The most memory that this process has had, as the kernel counts it.
fn peak() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

//! What looking at a compiled program costs beside compiling it.
//!
//! `cargo bench -p cargo-bulkhead --bench verify` builds a copy of this workspace, in folders of its own, with `cargo build`
//! and as `verify` does; with a path (`-- ../app/Cargo.toml`) a copy of that one. Both builds are cold and behind no walls and
//! **run what is built**. Prints what each took, what the analysis takes after it, first, again with what was found before
//! and without, and after one more line in a library or program of the workspace, and its peak memory.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use bulkhead_cargo::built::collect::{self, CollectOptions};
use bulkhead_cargo::built::{self, BuildOptions, Built, Library};
use bulkhead_cargo::{Cache, GraphOptions, Workspace};

/// How often what can be repeated is.
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
    // Not in this workspace, to which the copy would belong.
    let dir = std::env::temp_dir().join(format!("bulkhead-bench-{}", std::process::id()));
    let copy = dir.join("copy");
    duplicate(manifest.parent().expect("a folder"), &copy);
    measure(&copy.join("Cargo.toml"), &dir);
    let _ = fs::remove_dir_all(&dir);
    ExitCode::SUCCESS
}

/// Copies a workspace without what was built of it.
fn duplicate(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it can be read").flatten() {
        let (name, to) = (entry.file_name(), to.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && name != "target" && name != ".git" => {
                duplicate(&entry.path(), &to);
            }
            Ok(kind) if kind.is_file() => drop(fs::copy(entry.path(), to)),
            _ => {}
        }
    }
}

fn measure(manifest: &Path, dir: &Path) {
    let plain = timed(|| build(manifest, &dir.join("plain"))).1;
    let options = BuildOptions {
        graph: GraphOptions {
            manifest_path: Some(manifest.to_owned()),
            ..GraphOptions::default()
        },
        quiet: true,
        ..BuildOptions::default()
    };
    let mut workspace = Workspace::load(&options.graph).expect("a workspace");
    workspace.target_dir = dir.to_owned();
    let cache = Cache::open(&dir.join("cache")).expect("a cache");
    let build = || timed(|| built::build(&workspace, &options).expect("it builds"));
    let ((said, places, ahead), analysed) = build();
    say(&format!(
        "{} packages; cold builds: cargo build {plain:.1?}, for the analysis {analysed:.1?}",
        workspace.packages.len()
    ));
    let without = CollectOptions::default();
    let with = CollectOptions {
        cache: Some(&cache),
        ..CollectOptions::default()
    };
    let look = |library: Library, how: &CollectOptions<'_>| {
        timed(|| collect::collect(&workspace, &said, &places, library, how).expect("it is read"))
    };
    let (seen, first) = look(ahead, &with);
    let again = |how: &CollectOptions<'_>| {
        let times = (0..AGAIN).map(|_| look(Library::default(), how).1);
        let mut times: Vec<Duration> = times.collect();
        times.sort_unstable();
        times[AGAIN / 2]
    };
    say(&format!(
        "{} objects, {} MB, {} links: analysis {first:.2?} ({:.1} % of the build); the same again {:.2?}, with nothing known {:.2?}",
        seen.objects,
        seen.bytes >> 20,
        seen.programs.len(),
        100.0 * first.as_secs_f64() / plain.as_secs_f64(),
        again(&with),
        again(&without),
    ));
    let changed = one_more_line(&workspace, &seen);
    let ((said, places, ahead), built) = build();
    let collected =
        || collect::collect(&workspace, &said, &places, ahead, &with).expect("it is read");
    let took = timed(collected).1;
    say(&format!(
        "one more line in {changed}: built in {built:.1?}, analysis {took:.2?}"
    ));
    let all = CollectOptions {
        all_libraries: true,
        ..CollectOptions::default()
    };
    let (every, took) = look(Library::default(), &all);
    say(&format!(
        "{} links with all libraries {took:.2?}; peak memory {}",
        every.programs.len(),
        peak(),
    ));
}

/// Adds a function to the first library of the workspace that was analysed, or else to a program.
fn one_more_line(workspace: &Workspace, seen: &Built) -> String {
    let members = seen.programs.iter().filter_map(|program| {
        let package = workspace.packages.get(program.package?)?;
        let mut roots = ["src/lib.rs", "src/main.rs"].iter();
        let root =
            roots.find_map(|r| Some(package.manifest_dir.join(r)).filter(|r| r.is_file()))?;
        package
            .member
            .then_some((!program.library, root, &package.name))
    });
    let (_, root, name) = members.min().expect("something of the workspace");
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(root)
        .expect("a file");
    writeln!(file, "pub fn one_more_line() -> u32 {{ 7 }}").expect("it can be written");
    name.clone()
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

//! Holds the walls of ARCHITECTURE.md: reads the manifests and the sources of this repository and fails on what they
//! do not allow. Each rule is a function from what was read to complaints, and has a test that makes it complain.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::tidy_code::{Code, program_part};

/// Our crates, and which of ours each may depend on. Every edge goes down.
const CRATES: &[(&str, &[&str])] = &[
    ("bulkhead-facts", &[]),
    ("bulkhead-policy", &["bulkhead-facts"]),
    ("bulkhead-sandbox", &[]),
    ("bulkhead-cargo", &["bulkhead-facts", "bulkhead-sandbox"]),
    ("bulkhead-fixtures", &["bulkhead-facts"]),
    (
        "cargo-bulkhead",
        &[
            "bulkhead-facts",
            "bulkhead-policy",
            "bulkhead-cargo",
            "bulkhead-sandbox",
            "bulkhead-fixtures",
        ],
    ),
];

/// Our crates that only tests may see.
const TESTS_ONLY: &[&str] = &["bulkhead-fixtures"];

/// What comes from others, and which of our crates may name it. Tests may name more.
const FOREIGN: &[(&str, &[&str])] = &[
    ("cargo-config2", &["bulkhead-cargo"]),
    ("cargo_metadata", &["bulkhead-cargo"]),
    ("clap", &["cargo-bulkhead"]),
    ("csv", &["bulkhead-cargo"]),
    (
        "flate2",
        &[
            "bulkhead-facts",
            "bulkhead-policy",
            "bulkhead-cargo",
            "bulkhead-fixtures",
        ],
    ),
    ("gimli", &["bulkhead-facts"]),
    ("hashbrown", &["bulkhead-facts"]),
    ("iced-x86", &["bulkhead-facts"]),
    ("libc", &["bulkhead-sandbox"]),
    ("memchr", &["bulkhead-facts", "bulkhead-cargo"]),
    ("object", &["bulkhead-facts"]),
    ("postcard", &["bulkhead-cargo"]),
    ("ra-ap-rustc_lexer", &["bulkhead-facts"]),
    ("rustc-hash", &["bulkhead-facts"]),
    (
        "serde",
        &["bulkhead-facts", "bulkhead-cargo", "cargo-bulkhead"],
    ),
    ("semver", &["bulkhead-policy"]),
    (
        "serde_json",
        &["bulkhead-cargo", "bulkhead-fixtures", "cargo-bulkhead"],
    ),
    ("sha2", &["bulkhead-facts"]),
    ("strsim", &["bulkhead-policy"]),
    ("tar", &["bulkhead-cargo", "bulkhead-fixtures"]),
    ("tempfile", &["bulkhead-cargo"]),
    ("terminal_size", &["cargo-bulkhead"]),
    ("thiserror", &["bulkhead-cargo", "bulkhead-sandbox"]),
    ("tinyvec", &["bulkhead-facts"]),
    ("toml", &["bulkhead-cargo", "bulkhead-fixtures"]),
    ("toml_edit", &["bulkhead-cargo", "bulkhead-policy"]),
    ("unicode-normalization", &["bulkhead-facts"]),
    ("unicode-width", &["cargo-bulkhead"]),
];

/// The crates that are functions of their inputs.
const PURE: &[&str] = &["bulkhead-facts", "bulkhead-policy"];

/// The modules of std that a pure crate has no use for: the world outside, and the clock.
const WORLD: &[&str] = &["env", "fs", "net", "os", "process", "thread", "time"];

/// The one crate that speaks.
const SPEAKER: &str = "cargo-bulkhead";

const PRINTING: &[&str] = &["print!", "println!", "eprint!", "eprintln!", "dbg!"];

/// Packages in the lock file; a tool that tells others to mind their dependencies minds its own.
const MOST_PACKAGES: usize = 200;

/// Folders that are no part of the repository.
const NOT_OURS: &[&str] = &[".git", "target", "corpus", "artifacts"];

/// Places that exist on the machine of whoever wrote a file, and nowhere else. In parts, so as not to find themselves.
const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tmp/ba", "sh_jobs"),
];

/// The packages of the workspace and what each depends on: name, whether only tests see it.
type Manifests = BTreeMap<String, Vec<(String, bool)>>;

#[test]
fn this_repository_is_tidy() {
    let root = root();
    let mut complaints = edges(&manifests(&root));
    complaints.extend(lock_size(&read(&root.join("Cargo.lock")), MOST_PACKAGES));
    let files = files(&root);
    assert!(
        files.len() > 100,
        "the repository is not where it should be"
    );
    for file in &files {
        let name = file.strip_prefix(&root).expect("files are below the root");
        let name = name.to_string_lossy().replace('\\', "/");
        // What is not text has no line to complain about.
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        complaints.extend(machine_paths(&name, &text));
        if name.ends_with(".rs") {
            complaints.extend(rust_file(&name, &text));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize()
        .expect("the workspace is two folders up")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file can be read")
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let kind = entry.file_type().expect("entries have a type");
        if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if kind.is_dir() {
            all.extend(files(&entry.path()));
        } else if kind.is_file() {
            all.push(entry.path());
        }
    }
    all
}

fn manifests(root: &Path) -> Manifests {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root)
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let edges = list(&package["dependencies"]);
            let edges = edges.iter().map(|d| (text(&d["name"]), d["kind"] == "dev"));
            (text(&package["name"]), edges.collect())
        })
        .collect()
}

/// Edges between our crates hold for tests too; what comes from others, for what is shipped.
fn edges(manifests: &Manifests) -> Vec<String> {
    let mut complaints = Vec::new();
    if manifests.is_empty() {
        complaints.push("no packages: cargo metadata was not understood".to_owned());
    }
    for (package, dependencies) in manifests {
        let Some(allowed) = row(CRATES, package) else {
            complaints.push(format!("{package}: a crate without a row in CRATES"));
            continue;
        };
        for (dependency, only_tests) in dependencies {
            if row(CRATES, dependency).is_some() {
                let for_tests = TESTS_ONLY.contains(&dependency.as_str());
                if !allowed.contains(&dependency.as_str()) || (for_tests && !only_tests) {
                    complaints.push(format!("{package} may not depend on {dependency}"));
                }
                continue;
            }
            match row(FOREIGN, dependency) {
                _ if *only_tests => {}
                None => complaints.push(format!("{dependency}: no row in FOREIGN")),
                Some(users) if users.contains(&package.as_str()) => {}
                Some(users) => complaints.push(format!(
                    "{package} names {dependency}, which only {users:?} may"
                )),
            }
        }
    }
    complaints
}

fn row<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    let row = table.iter().find(|(n, _)| *n == name);
    row.map(|(_, names)| *names)
}

fn lock_size(lock: &str, most: usize) -> Option<String> {
    let count = lock.lines().filter(|l| *l == "[[package]]").count();
    (count == 0 || count > most).then(|| format!("Cargo.lock has {count} packages, {most} at most"))
}

fn machine_paths(name: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| MACHINE_PATHS.iter().any(|p| names_path(line, p)))
        .map(|(i, _)| format!("{name}:{}: a path of somebody's machine", i + 1))
        .collect()
}

/// Whether `path` stands in `line` as the beginning of a path, not within a longer one.
fn names_path(line: &str, path: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || "._-$~}".contains(c);
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(within))
}

fn rust_file(name: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    // A fixture is what some stranger wrote.
    let strangers = [
        "/tests/classes/",
        "/tests/evasion/",
        "/tests/findings/",
        "/tests/incidents/",
        "/tests/verify/",
        "/tests/ways/",
    ];
    if strangers.iter().any(|dir| name.contains(dir)) {
        return complaints;
    }
    if !text.starts_with("//!") {
        complaints.push(format!(
            "{name}: the first line does not say what lives here"
        ));
    }
    if name.ends_with("/mod.rs") {
        complaints.push(format!("{name}: is to be the file beside its folder"));
    }
    let parts: Vec<_> = name.split('/').collect();
    let ["crates", package, "src", .., file] = parts[..] else {
        return complaints;
    };
    if file == "tests.rs" || parts.contains(&"tests") {
        return complaints;
    }
    let code = Code::of(&program_part(text));
    if PURE.contains(&package) {
        complaints.extend(pure(&code).map(|c| format!("{name}: {c}")));
    }
    if package != SPEAKER {
        complaints.extend(silent(&code).map(|c| format!("{name}: {c}")));
    }
    complaints
}

fn pure(code: &Code) -> impl Iterator<Item = String> {
    let unsafety = code.has_word("unsafe").then(|| "`unsafe`".to_owned());
    let modules = code.modules_of_std();
    let world = modules.into_iter().filter_map(|module| {
        let whole = matches!(module.as_str(), "*" | "self" | "");
        (whole || WORLD.contains(&module.as_str()))
            .then(|| format!("std::{module} in a crate that sees its arguments only"))
    });
    let io = ["stdin", "stdout", "stderr"].into_iter();
    let io = io.filter(|word| code.has_word(word));
    let io: Vec<_> = io.map(|word| format!("`{word}`")).collect();
    unsafety.into_iter().chain(world).chain(io)
}

fn silent(code: &Code) -> impl Iterator<Item = String> {
    let mut found: Vec<_> = PRINTING.iter().filter(|m| code.has(m)).copied().collect();
    found.extend(["stdout()", "stderr()"].iter().filter(|f| code.has(f)));
    found
        .into_iter()
        .map(|what| format!("`{what}`: only {SPEAKER} speaks"))
}

fn complaints_of_edges(edge: (&str, &str, bool)) -> Vec<String> {
    let (from, to, only_tests) = edge;
    edges(&[(from.to_owned(), vec![(to.to_owned(), only_tests)])].into())
}

#[test]
fn edges_go_down_and_never_sideways() {
    assert!(complaints_of_edges(("bulkhead-policy", "bulkhead-facts", false)).is_empty());
    assert!(complaints_of_edges(("cargo-bulkhead", "bulkhead-fixtures", true)).is_empty());
    let shipped = complaints_of_edges(("cargo-bulkhead", "bulkhead-fixtures", false));
    assert_eq!(shipped.len(), 1);
    for (from, to) in [
        ("bulkhead-facts", "bulkhead-policy"),
        ("bulkhead-policy", "bulkhead-cargo"),
        ("bulkhead-cargo", "bulkhead-policy"),
        ("bulkhead-cargo", "cargo-bulkhead"),
        ("bulkhead-new", "bulkhead-facts"),
    ] {
        for only_tests in [false, true] {
            let complaints = complaints_of_edges((from, to, only_tests));
            assert_eq!(complaints.len(), 1, "{from} -> {to}");
        }
    }
    assert_eq!(edges(&Manifests::new()).len(), 1);
}

#[test]
fn what_is_heavy_is_named_once() {
    assert!(complaints_of_edges(("bulkhead-cargo", "postcard", false)).is_empty());
    assert!(complaints_of_edges(("bulkhead-cargo", "flate2", true)).is_empty());
    for (from, to) in [
        ("cargo-bulkhead", "flate2"),
        ("bulkhead-policy", "serde"),
        ("bulkhead-facts", "clap"),
        ("cargo-bulkhead", "tokio"),
    ] {
        let complaints = complaints_of_edges((from, to, false));
        assert_eq!(complaints.len(), 1, "{from} -> {to}");
    }
}

#[test]
fn locks_and_paths_are_complained_about() {
    assert_eq!(lock_size("[[package]]\n[[package]]\n", 2), None);
    assert!(lock_size("[[package]]\n[[package]]\n", 1).is_some());
    assert!(lock_size("", 1).is_some());
    for path in MACHINE_PATHS {
        let seen = |before: &str| machine_paths("x.md", &format!("a\n{before}{path}b")).len();
        assert_eq!((seen("see "), seen("\""), seen("(")), (1, 1, 1));
        assert_eq!((seen("src"), seen("$HOME")), (0, 0));
    }
}

fn complaints_of_file(name: &str, text: &str) -> usize {
    rust_file(name, &format!("//! Here.\n{text}")).len()
}

#[test]
fn pure_crates_see_their_arguments_only() {
    let facts = "crates/bulkhead-facts/src/a/b.rs";
    let cargo = "crates/bulkhead-cargo/src/a.rs";
    for text in [
        "fn f() { unsafe { g() } }",
        "fn f() { std::fs::read(\"x\"); }",
        "use std :: { fmt, collections::{env}, net::TcpStream };",
        "use ::std::{self as s, fmt};",
        "use std::*;",
        "use std as s;",
        "extern crate std as s;",
        "fn f() { let now = std::time::Instant::now(); }",
        "fn f() { io::stdin().lock(); }",
        "fn f<'a>(c: &'a str) { x('\"'); std::env::var(\"A\"); y('\"') }",
        "#[cfg(test)]\nmod tests {\n}\nuse std::process;",
    ] {
        assert_eq!(complaints_of_file(facts, text), 1, "{text}");
        let elsewhere = complaints_of_file(cargo, text);
        assert_eq!(elsewhere, 0, "{text}");
    }
    for text in [
        "// unsafe std::fs\n/* std::net /* unsafe */ std::env */",
        "const S: &str = \"std::fs \\\" unsafe\"; const C: char = '\\'';",
        "const R: &str = r#\"unsafe \" std::net\"#; const B: &[u8] = br\"std::fs\";",
        "use std::{collections::BTreeMap, fmt::{self, Write}}; struct Unsafe;",
        "use std::path::Path; fn my_std() {} mod fs {}",
        "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n",
    ] {
        assert_eq!(complaints_of_file(facts, text), 0, "{text}");
    }
    assert_eq!(
        complaints_of_file("crates/bulkhead-facts/src/a/tests.rs", "use std::fs;"),
        0
    );
}

#[test]
fn one_crate_speaks() {
    let cargo = "crates/bulkhead-cargo/src/a.rs";
    for text in [
        "fn f() { println!(\"x\") }",
        "fn f() { eprint ! [\"x\"] }",
        "fn f() { write(std::io::stderr()) }",
    ] {
        assert_eq!(complaints_of_file(cargo, text), 1, "{text}");
        assert_eq!(
            complaints_of_file("crates/cargo-bulkhead/src/a.rs", text),
            0
        );
    }
    assert_eq!(
        complaints_of_file(cargo, "fn f() { output.stderr; blueprint!() }"),
        0
    );
}

#[test]
fn files_say_what_lives_in_them() {
    assert_eq!(rust_file("crates/x/src/lib.rs", "fn f() {}").len(), 1);
    assert_eq!(rust_file("fuzz/a.rs", "// Not so.\n").len(), 1);
    assert_eq!(complaints_of_file("crates/x/src/a/mod.rs", ""), 1);
    assert_eq!(
        rust_file("crates/x/tests/evasion/a.rs", "fn f() {}").len(),
        0
    );
}

//! `cargo bulkhead verify` on packages that hide what they do, each in one way, and on honest ones beside them.
//!
//! What is expected of a package stands in the head of its `src/lib.rs` under `tests/verify`, so that a new case needs no
//! code here: `//@ direct:` what its compiled code does, `//@ reach:` what it reaches beside that, `//@ hidden:` what its
//! sources do not show, `//@ deps:` other packages, `//@ macro` for a proc macro, `//@ optimised` for one that does nothing in
//! a debug build, `//@ pretends` for names that are not its own, and `//@= WHAT` at the end of a line that uses `WHAT`. One
//! program uses them all; it is built and never run.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::attack::can_contain;

/// What is expected of one package.
#[derive(Debug, Default)]
struct Case {
    name: String,
    deps: Vec<String>,
    is_macro: bool,
    pretends: bool,
    optimised: bool,
    direct: Option<Vec<String>>,
    reach: Vec<String>,
    hidden: Vec<String>,
    /// What is used, with the start of the place where the report has to say that it is.
    lines: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("the folder can be read").path();
        let text = fs::read_to_string(path.join("src/lib.rs")).expect("a library");
        let mut case = Case {
            name: path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
            ..Case::default()
        };
        for line in text.lines().filter_map(|l| l.strip_prefix("//@ ")) {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            let words = || value.split_whitespace().map(str::to_owned).collect();
            match key {
                "macro" => case.is_macro = true,
                "pretends" => case.pretends = true,
                "optimised" => case.optimised = true,
                "deps" => case.deps = words(),
                "direct" => case.direct = Some(words()),
                "reach" => case.reach = words(),
                "hidden" => case.hidden = words(),
                _ => {}
            }
        }
        let marked = text.lines().zip(1..);
        let marked =
            marked.filter_map(|(line, number)| Some((line.split_once("//@= ")?.1, number)));
        case.lines = marked
            .map(|(what, number)| (what.to_owned(), format!("src/lib.rs:{number}:")))
            .collect();
        cases.push(case);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// A workspace in a folder of its own, removed at the end.
struct Dir(PathBuf);

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Dir {
    /// The name of the folder looks like one of a toolchain's: it must not matter.
    fn new(name: &str) -> Self {
        let name = format!("{name}-{}", std::process::id());
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&dir);
        Dir(dir)
    }

    fn root(&self) -> PathBuf {
        self.0.join("lib/rustlib/cargo/lib")
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        fs::create_dir_all(path.parent().expect("files have parents")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    }

    /// Makes it a workspace of one package.
    fn package(&self, name: &str) {
        let package = format!("name = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"");
        self.write(
            "Cargo.toml",
            &format!("[package]\n{package}\n[workspace]\n"),
        );
    }

    fn verify(&self, args: &[&str]) -> (Option<i32>, String, String) {
        self.run(&[&["bulkhead", "verify"], args].concat())
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        run(&self.root(), &self.0.join("cache"), args)
    }
}

/// Starts the program in a folder, whatever steers Cargo's builds around the tests; gives its code and what it says.
pub(crate) fn run(dir: &Path, cache: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"))
        .args(args)
        .current_dir(dir)
        .env("CARGO_BULKHEAD_CACHE_DIR", cache)
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Whether objects of this system are read; says so where not.
fn are_read() -> bool {
    let read = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    if !read {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: objects of this system are not read"
        );
    }
    read
}

const WITHOUT: &str = "--uncontained";

/// Inside the walls, or where this host has none, without.
fn walls() -> &'static str {
    match can_contain() {
        true => "--accept-weaker-walls",
        false => WITHOUT,
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copies");
        }
    }
}

fn workspace(dir: &Dir, cases: &[Case]) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify");
    let mut app = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\nexclude = [\"packages\"]\n[dependencies]\n".to_owned();
    let mut main = String::from("fn main() {\n");
    for case in cases {
        let name = &case.name;
        copy(
            &fixtures.join(name),
            &dir.root().join("packages").join(name),
        );
        let dep = |d: &String| format!("{d} = {{ path = \"../{d}\" }}\n");
        let deps: String = case.deps.iter().map(dep).collect();
        let kind = if case.is_macro {
            "[lib]\nproc-macro = true\n"
        } else {
            ""
        };
        dir.write(
            &format!("packages/{name}/Cargo.toml"),
            &format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n{kind}[dependencies]\n{deps}"),
        );
        if !case.is_macro {
            app.push_str(&format!("{name} = {{ path = \"packages/{name}\" }}\n"));
            main.push_str(&format!("    {}::go();\n", name.replace('-', "_")));
        }
    }
    main.push_str("}\n");
    dir.write("Cargo.toml", &app);
    dir.write("src/main.rs", &main);
}

/// The packages of a report by name: what each does at the `lib` site.
fn packages(report: &Value) -> BTreeMap<String, &Value> {
    let list = report["packages"].as_array().expect("packages");
    let named = list
        .iter()
        .filter_map(|p| Some((p["name"].as_str()?.to_owned(), &p["sites"]["lib"])));
    named.collect()
}

fn words(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// What one package was seen to do, against what is expected.
fn judge(case: &Case, site: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, seen: Vec<String>, mut wanted: Vec<String>| {
        wanted.sort();
        let mut sorted = seen.clone();
        sorted.sort();
        if sorted != wanted {
            wrong.push(format!(
                "{}: {what} is {seen:?}, not {wanted:?}: {site:#}",
                case.name
            ));
        }
    };
    let direct = case.direct.clone().unwrap_or_default();
    compare("direct", words(&site["direct"]), direct.clone());
    compare("hidden", words(&site["hidden"]), case.hidden.clone());
    let beyond = words(&site["reach"])
        .into_iter()
        .filter(|c| !direct.contains(c));
    if !case.reach.is_empty() || case.deps.is_empty() {
        compare("reach beyond direct", beyond.collect(), case.reach.clone());
    }
    let uses = site["uses"].as_array().into_iter().flatten();
    let places: Vec<_> = uses
        .map(|u| {
            (
                u["what"].as_str().unwrap_or(""),
                u["line"].as_str().unwrap_or(""),
            )
        })
        .collect();
    for (what, line) in &case.lines {
        if !places.iter().any(|(w, l)| w == what && l.starts_with(line)) {
            wrong.push(format!(
                "{}: {what} is not at {line}: {places:?}",
                case.name
            ));
        }
    }
    let pretends = site["uses"].to_string().contains("another author");
    if pretends != case.pretends {
        wrong.push(format!("{}: pretends is {pretends}: {site:#}", case.name));
    }
    wrong
}

#[test]
fn what_hides_is_found_and_what_is_honest_is_left_alone() {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the fixtures hold machine code for Linux on x86-64"
        );
        return;
    }
    let cases = cases();
    assert!(
        cases.len() > 20 && cases.iter().any(|c| !c.lines.is_empty()),
        "the fixtures are not where they should be"
    );
    let dir = Dir::new("verify");
    workspace(&dir, &cases);

    let walls = walls();
    let args = [walls, "--release", "--offline", "--format", "json"];
    let (code, stdout, stderr) = dir.verify(&args);
    assert_eq!(code, Some(1), "{stderr}");
    assert_eq!(
        stderr.contains("NOT CONTAINED"),
        walls == WITHOUT,
        "{stderr}"
    );
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(report["gaps"], Value::Array(Vec::new()));
    let seen = packages(&report);
    let all_wrong = |seen: &BTreeMap<String, &Value>, cases: &[&Case]| {
        let judged = cases.iter().flat_map(|case| match seen.get(&case.name) {
            _ if case.direct.is_none() => Vec::new(),
            Some(site) => judge(case, site),
            None => vec![format!("{}: nothing of it was seen", case.name)],
        });
        judged.collect::<Vec<_>>().join("\n")
    };
    let of_all: Vec<_> = cases.iter().collect();
    assert_eq!(all_wrong(&seen, &of_all), "", "{stderr}");
    // The program itself only calls.
    assert_eq!(words(&seen["app"]["direct"]), Vec::<String>::new());
    // Codes and packages of the findings are those of the expectations.
    let found = report["findings"].as_array().expect("findings");
    let mut found: Vec<_> = found
        .iter()
        .map(|f| (f["code"].as_str(), f["package"]["name"].as_str()))
        .collect();
    found.sort_unstable();
    let hiding = cases.iter().filter(|c| !c.hidden.is_empty());
    let wanted: Vec<_> = hiding
        .map(|c| (Some("hidden-code"), Some(c.name.as_str())))
        .collect();
    assert_eq!(found, wanted);

    // Again, from what is there: the same words, and Cargo builds nothing.
    let (code, again, stderr) = dir.verify(&args);
    assert_eq!((code, again), (Some(1), stdout), "{stderr}");
    assert!(!stderr.contains("Compiling"), "{stderr}");

    // A debug build, in which rustc makes packages on this disk in parts.
    let (_, stdout, stderr) = dir.verify(&[walls, "--offline", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(report["gaps"], Value::Array(Vec::new()));
    let of_debug: Vec<_> = cases.iter().filter(|c| !c.optimised).collect();
    assert!(of_debug.len() + 3 > cases.len());
    assert_eq!(all_wrong(&packages(&report), &of_debug), "", "{stderr}");

    let (_, text, _) = dir.verify(&[walls, "--release", "--offline", "middle"]);
    assert!(text.contains("far::read_all"), "{text}");
    assert!(text.contains("std::fs::read_dir"), "{text}");

    // A policy holds what was compiled, whatever the sources say.
    dir.write(
        "bulkhead.toml",
        "version = 1\n[policy]\nforbid = [\"init\"]\n[grants]\npieces = { source = \"path\" }\ngenerated = { source = \"path\", build = [\"read\", \"write\", \"env\"], lib = [\"net\"] }\n",
    );
    let (_, stdout, stderr) = dir.verify(&args);
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    let found = report["findings"].as_array().expect("findings");
    let of = |code: &str, package: &str| {
        let mut all = found.iter().filter(|f| f["code"] == code);
        all.any(|f| f["package"]["name"] == package)
    };
    assert!(of("capability-growth", "pieces"), "{stderr}{stdout}");
    assert!(of("forbidden", "early"), "{stderr}{stdout}");
    assert!(!of("capability-growth", "generated"), "{stdout}");
    assert!(of("hidden-code", "generated"), "{stdout}");
}

#[test]
fn the_build_is_behind_walls_unless_told_loudly() {
    let dir = Dir::new("verify-walls");
    dir.package("app");
    dir.write("src/main.rs", "fn main() {}\n");
    let escaped = dir.0.join("escaped");
    dir.write(
        "build.rs",
        &format!("fn main() {{ std::fs::write({escaped:?}, \"\").unwrap() }}\n"),
    );
    let (code, _, stderr) = dir.verify(&["--accept-weaker-walls", "--offline"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(!escaped.exists(), "{stderr}");
    if can_contain() {
        assert!(
            stderr.contains("contained: the build script of app"),
            "{stderr}"
        );
    } else {
        assert!(
            stderr.contains("the workspace is built for it, which runs 1 build script"),
            "{stderr}"
        );
        assert!(!dir.root().join("target").exists(), "something was built");
    }
    let (code, _, stderr) = dir.verify(&[WITHOUT, "--offline"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stderr.contains("NOT CONTAINED: this build runs 1 build script"),
        "{stderr}"
    );
    assert!(escaped.exists());
}

#[test]
fn a_library_alone_is_looked_at_for_itself() {
    if !are_read() {
        return;
    }
    let dir = Dir::new("verify-library");
    dir.package("alone");
    dir.write(
        "src/lib.rs",
        "pub fn list() -> bool {\n    std::fs::read_dir(\".\").is_ok()\n}\n\n#[unsafe(no_mangle)]\npub extern \"C\" fn offered() {}\n\n#[test]\nfn t() {\n    std::process::Command::new(\"true\").status().unwrap();\n}\n",
    );
    let args = [walls(), "--offline", "--format", "json"];
    let (code, stdout, stderr) = dir.verify(&args);
    assert_eq!(code, Some(0), "{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    let seen = packages(&report);
    // What only its tests do is not what it does.
    assert_eq!(words(&seen["alone"]["direct"]), ["read", "link"]);
    let libraries = report["programs"].as_array().expect("programs");
    assert!(libraries.iter().any(|p| p["library"] == true), "{stdout}");
}

#[test]
fn what_was_found_before_is_said_of_the_same_code_alone() {
    if !are_read() {
        return;
    }
    let dir = Dir::new("verify-again");
    dir.package("alone");
    let verify = |more: &[&str]| {
        let args = [walls(), "--offline", "--format", "json"];
        let (code, stdout, stderr) = dir.verify(&[&args[..], more].concat());
        let report: Value = serde_json::from_str(&stdout).expect("JSON");
        let does = words(&packages(&report)["alone"]["direct"]);
        assert!(code.is_some_and(|c| c < 2), "{stderr}");
        ((code == Some(1), does), stdout)
    };
    let says = |hidden: bool, cap: &str| (hidden, vec![cap.to_owned()]);
    let write = |does: &str| {
        let text = format!("pub fn go() -> bool {{\n    {does}.is_ok()\n}}\n");
        dir.write("src/lib.rs", &text);
    };
    write("std::fs::read_dir(\".\")");
    let (does, first) = verify(&[]);
    assert_eq!(does, says(false, "read"));
    assert_eq!(verify(&[]).1, first);
    let library = || {
        let mut folders = vec![dir.root().join("target")];
        loop {
            let folder = folders.pop().expect("a library was built");
            for path in fs::read_dir(folder)
                .expect("a folder")
                .flatten()
                .map(|e| e.path())
            {
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
                if name.starts_with("libalone-") && name.ends_with(".rlib") {
                    return path;
                }
                folders.extend(path.is_dir().then_some(path));
            }
        }
    };
    let honest = (library(), fs::read(library()).expect("it can be read"));

    write("std::net::TcpStream::connect(\"localhost:1\")");
    assert_eq!(verify(&[]).0, says(false, "net"));
    let changed = fs::read(library()).expect("it can be read");
    write("std::fs::read_dir(\".\")");
    assert_eq!(verify(&[]).1, first);
    assert_eq!(verify(&["--no-cache"]).1, first);

    // Behind Cargo's back, which goes by the time.
    let (path, bytes) = honest;
    let time = fs::metadata(&path)
        .and_then(|m| m.modified())
        .expect("a time");
    let put = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("it can be written");
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|f| f.set_modified(time)).expect("a time");
    };
    put(&changed);
    assert_eq!(verify(&[]).0, says(true, "net"));
    put(&bytes);
    assert_eq!(verify(&[]).1, first);
}

#[test]
fn packages_are_told_apart_by_what_they_are_and_not_by_names() {
    if !are_read() {
        return;
    }
    let dir = Dir::new("verify-names");
    let manifest = |name: &str, version: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n{rest}")
    };
    // Two versions of one package, and one whose library has another name, a dependency's.
    let twin = |version: &str| manifest("twin", version, "[lib]\nname = \"near\"\n");
    dir.write("old/Cargo.toml", &twin("1.0.0"));
    dir.write(
        "old/src/lib.rs",
        "pub fn go() {\n    let _ = std::fs::read(\"x\");\n}\n",
    );
    dir.write("new/Cargo.toml", &twin("2.0.0"));
    dir.write(
        "new/src/lib.rs",
        "pub fn go() {\n    let _ = std::env::var(\"X\");\n}\n",
    );
    let deps = "[dependencies]\nnear = { path = \"../old\", package = \"twin\" }\nother = { path = \"../new\", package = \"twin\" }\n";
    dir.write("app/Cargo.toml", &manifest("app", "0.1.0", deps));
    dir.write(
        "app/src/main.rs",
        "fn main() {\n    near::go();\n    other::go();\n}\n",
    );
    // A library for other languages: no Rust library, no program.
    let kind = format!("[lib]\ncrate-type = [\"staticlib\"]\n{deps}");
    dir.write("c-api/Cargo.toml", &manifest("c-api", "0.1.0", &kind));
    dir.write(
        "c-api/src/lib.rs",
        "#[unsafe(no_mangle)]\npub extern \"C\" fn api() {\n    near::go();\n    let _ = std::net::TcpStream::connect(\"127.0.0.1:1\");\n}\n",
    );
    dir.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"app\", \"c-api\"]\nexclude = [\"old\", \"new\"]\nresolver = \"3\"\n",
    );
    let (code, stdout, stderr) = dir.verify(&[walls(), "--offline", "--format", "json"]);
    assert_eq!(code, Some(0), "{stderr}{stdout}");
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(report["gaps"], Value::Array(Vec::new()));
    let direct = |name: &str, version: &str| {
        let all = report["packages"].as_array().expect("packages");
        let one = all
            .iter()
            .find(|p| p["name"] == name && p["version"] == version);
        words(&one.expect("it has code")["sites"]["lib"]["direct"])
    };
    assert_eq!(direct("twin", "1.0.0"), ["read"], "{stdout}");
    assert_eq!(direct("twin", "2.0.0"), ["env"], "{stdout}");
    assert_eq!(direct("app", "0.1.0"), Vec::<String>::new(), "{stdout}");
    assert_eq!(direct("c-api", "0.1.0"), ["net", "link"], "{stdout}");
    let (code, text, stderr) = dir.verify(&[walls(), "--offline", "twin@1.0.0"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(text.contains("near::go"), "{text}");
    assert!(!text.contains("std::env::var"), "{text}");
    let why = |what: &[&str]| {
        let asked = ["bulkhead", "why", "--built", walls(), "--offline"];
        dir.run(&[&asked[..], what].concat())
    };
    let (code, text, stderr) = why(&["app", "read"]);
    assert_eq!(code, Some(0), "{stderr}");
    let way = "app lib\n  read   app::main (app) → near::go (twin 1.0.0) → std::fs::read at\n         src/lib.rs:2:13\n";
    assert_eq!(text.replace("@", " "), way);
    let (_, text, _) = why(&["app", "run"]);
    assert!(
        text.starts_with("no compiled code of app gets to run"),
        "{text}"
    );
}

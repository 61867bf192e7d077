//! `names`, `names update` and `add`, as programs and people meet them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bulkhead_policy::names::Table;
use serde_json::Value;

/// A directory of its own, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let dir =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("src")).expect("the directory can be made");
        let place = Place(dir);
        place.write(
            "Cargo.toml",
            "[package]\nname = \"harbour\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
        );
        place.write("src/lib.rs", "");
        place
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("files have parents"))
            .expect("the directory can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect("the file can be read")
    }

    fn run(&self, args: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"))
            .args(args)
            .current_dir(&self.0)
            .env("CARGO_BULKHEAD_CACHE_DIR", self.0.join("cache"))
            .env("CARGO_NET_OFFLINE", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("it has an input");
        // It may end before it has read all.
        let _ = stdin.write_all(input);
        drop(stdin);
        child.wait_with_output().expect("the program ends")
    }

    fn json(&self, args: &[&str], input: &[u8]) -> Value {
        let output = self.run(&[&["names", "--format", "json"], args].concat(), input);
        serde_json::from_slice(&output.stdout).expect("it is JSON")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn names_are_judged_one_a_line_or_one_an_argument() {
    let place = Place::new("names-json");
    let judged = place.json(&["-", "serde"], b"proc-macro1\n\n  if-cfg \r\nserde");
    let names: Vec<_> = judged.as_array().expect("an array").iter().collect();
    let all: Vec<_> = names
        .iter()
        .map(|n| n["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(all, ["proc-macro1", "if-cfg", "serde", "serde"]);
    let first = &names[0]["verdicts"][0];
    assert_eq!(first["target"], "proc-macro2");
    assert_eq!(first["level"], "warn");
    assert_eq!(first["relation"], "digit");
    assert_eq!(
        first["reason"],
        "`proc-macro1` differs from `proc-macro2` only in a digit; `proc-macro2` is one of the 20 most used crates"
    );
    assert!(names[2]["verdicts"].as_array().is_some_and(Vec::is_empty));
    let known = place.json(&["md5"], b"");
    assert_eq!(known[0]["verdicts"].as_array().map(Vec::len), Some(0));
    let new = place.json(&["--as-new", "md5"], b"");
    assert_eq!(new[0]["verdicts"][0]["target"], "md-5");
}

#[test]
fn a_person_hears_what_a_name_is_like_and_what_to_do() {
    let place = Place::new("names-human");
    let output = place.run(&["names", "rustdecimal", "serde", "-q"], b"");
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stdout);
    assert!(
        said.starts_with("warning[name-confusable]: `rustdecimal` differs from `rust_decimal`"),
        "{said}"
    );
    assert!(said.contains("cargo add rust_decimal"), "{said}");
    // The built-in table says how old it is.
    let output = place.run(&["names", "serde"], b"");
    assert!(text(&output.stderr).contains("the table of names is of 2024-08-09"));
    assert!(text(&output.stdout).starts_with("ok: serde is a crate that is known"));
}

#[test]
fn hostile_names_do_no_harm() {
    let place = Place::new("names-hostile");
    let long = "a".repeat(10_000);
    let mut input =
        format!("{long}\n\u{1b}[31mred\nser\u{202e}de\n\u{442}\u{43e}kio\n").into_bytes();
    input.extend(b"\xff\xfe\n");
    input.extend(vec![b'b'; 200_000]);
    input.extend(b"\nlast\n");
    let judged = place.json(&["-"], &input);
    assert_eq!(judged.as_array().map(Vec::len), Some(7));
    assert_eq!(judged[6]["name"], "last");
    let output = place.run(&["names", "-"], &input);
    assert_eq!(
        output.status.code(),
        Some(1),
        "letters that pretend to be others are denied"
    );
    let said = text(&output.stdout);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'));
    assert!(said.lines().all(|l| l.chars().count() < 400));
    assert!(
        said.contains("is no name that crates.io could have"),
        "{said}"
    );
}

#[test]
fn nothing_is_added_where_nobody_can_answer() {
    let place = Place::new("names-add");
    let before = place.read("Cargo.toml");
    let output = place.run(&["add", "tracings"], b"y\n");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("`tracings` differs from `tracing`"), "{said}");
    assert!(said.contains("cargo bulkhead names --confirm"), "{said}");
    assert_eq!(place.read("Cargo.toml"), before);
    // What is said to be meant goes through to Cargo. A path needs no registry.
    place.write(
        "tracings/Cargo.toml",
        "[package]\nname = \"tracings\"\nversion = \"0.1.0\"\n",
    );
    place.write("tracings/src/lib.rs", "");
    place.write("bulkhead.toml", "# ours\nversion = 1\n");
    let output = place.run(&["names", "--confirm", "we made it", "tracings"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let policy = place.read("bulkhead.toml");
    assert!(
        policy.starts_with("# ours\n") && policy.contains("we made it"),
        "{policy}"
    );
    let output = place.run(&["add", "tracings", "--path", "tracings"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(place.read("Cargo.toml").contains("tracings"));
}

/// An index of the names that a table of everything has to have, and one more.
fn index(place: &Place) {
    let table = Table::built_in();
    let mut used: Vec<_> = table.rows().filter(|e| e.popularity > 0).collect();
    used.sort_by_key(|e| u32::MAX - e.popularity);
    let names = used.iter().take(1100).map(|e| e.name).chain(["zz-fresh"]);
    for name in names {
        let lower = name.to_ascii_lowercase();
        let file = match lower.len() {
            n @ (1 | 2) => format!("index/{n}/{lower}"),
            3 => format!("index/3/{}/{lower}", &lower[..1]),
            _ => format!("index/{}/{}/{lower}", &lower[..2], &lower[2..4]),
        };
        let deps = if name == "serde" {
            ""
        } else {
            r#"{"name":"serde","kind":"normal"}"#
        };
        let line = format!(
            r#"{{"name":"{name}","vers":"1.0.0","deps":[{deps}],"yanked":false,"pubtime":"2026-01-02T03:04:05Z"}}"#
        );
        place.write(&file, &format!("{line}\nnot json\n"));
    }
}

#[test]
fn a_table_is_made_anew_from_an_index_and_only_from_a_whole_one() {
    let place = Place::new("names-update");
    index(&place);
    let output = place.run(&["names", "update", "index"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).starts_with("1,101 names as of 2026-01-02"),
        "{}",
        text(&output.stdout)
    );
    let judged = place.json(&["zz_fresh", "serdes"], b"");
    assert_eq!(judged[0]["known"], true);
    let popularity = judged[1]["verdicts"][0]["popularity"].as_u64();
    assert!(popularity.is_some_and(|p| p > 19_000), "{popularity:?}");
    // What is no listing, or not all of it, changes nothing.
    let table = fs::read(place.0.join("cache/names.table")).expect("the table is there");
    fs::remove_dir_all(place.0.join("index/se")).expect("it was written");
    fs::remove_dir_all(place.0.join("index/to")).expect("it was written");
    fs::remove_dir_all(place.0.join("index/wi")).expect("it was written");
    for from in [
        "index",
        "src",
        "nowhere",
        "http://example.org/x.tar.gz",
        "Cargo.toml",
    ] {
        let output = place.run(&["names", "update", from], b"");
        assert_eq!(output.status.code(), Some(2), "{from}");
        assert!(text(&output.stderr).starts_with("error: "), "{from}");
    }
    assert!(fs::read(place.0.join("cache/names.table")).expect("it is still there") == table);
    // A damaged one is said, and the built-in one used.
    fs::write(place.0.join("cache/names.table"), &table[..table.len() / 2])
        .expect("it can be written");
    let output = place.run(&["names", "oncecell"], b"");
    assert!(
        text(&output.stderr).contains("damaged"),
        "{}",
        text(&output.stderr)
    );
    assert!(text(&output.stdout).contains("once_cell"));
}

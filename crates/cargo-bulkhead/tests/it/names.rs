//! `names`, `names update` and `add`, as programs and people meet them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use bulkhead_fixtures::{Places, Story, When};
use bulkhead_policy::names::Table;
use serde_json::Value;

const BULKHEAD: &str = env!("CARGO_BIN_EXE_cargo-bulkhead");

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
        let mut command = Command::new(BULKHEAD);
        command.args(args);
        self.start(command, input)
    }

    fn start(&self, mut command: Command, input: &[u8]) -> Output {
        let mut child = command
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
    // None of it gets to Cargo, which would show it as it is.
    for name in [&long, "\u{1b}[31mred", "a b", "a\u{202e}zq", ""] {
        let output = place.run(&["add", "--", name], b"");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("is no name of a package") || name.is_empty(),
            "{said}"
        );
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}') && said.len() < 1000);
    }
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
    own_tracings(&place);
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

/// A crate of the user's own that is called nearly as another one is.
fn own_tracings(place: &Place) {
    place.write(
        "tracings/Cargo.toml",
        "[package]\nname = \"tracings\"\nversion = \"0.1.0\"\n",
    );
    place.write("tracings/src/lib.rs", "");
    place.write("bulkhead.toml", "# ours\nversion = 1\n");
}

/// The same command on a terminal, where somebody types; `None` where there is no `script` to make one.
fn on_a_terminal(place: &Place, args: &str, typed: &str) -> Option<(Option<i32>, String)> {
    let script = Command::new("script").arg("--version").output();
    if !script.is_ok_and(|o| text(&o.stdout).contains("util-linux")) {
        return None;
    }
    let mut command = Command::new("script");
    let line = format!("'{BULKHEAD}' {args}");
    command.args(["-q", "-e", "-c", &line, "/dev/null"]);
    let output = place.start(command, typed.as_bytes());
    Some((output.status.code(), text(&output.stdout)))
}

#[test]
fn on_a_terminal_it_asks_and_takes_no_for_an_answer() {
    let place = Place::new("names-ask");
    own_tracings(&place);
    let before = place.read("Cargo.toml");
    for no in ["\n", "n\n", "NO\n"] {
        let Some((code, said)) = on_a_terminal(&place, "add tracings --path tracings", no) else {
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: there is no `script` of util-linux"
            );
            return;
        };
        assert!(said.contains("Is it meant?"), "{said}");
        assert_eq!(code, Some(1), "{no:?}: {said}");
        assert_eq!(place.read("Cargo.toml"), before);
    }
    let once = on_a_terminal(&place, "add tracings --path tracings", "y\n");
    assert_eq!(once.map(|(code, _)| code), Some(Some(0)));
    assert!(place.read("Cargo.toml").contains("tracings"));
    assert_eq!(place.read("bulkhead.toml"), "# ours\nversion = 1\n");
    place.write("Cargo.toml", &before);
    let because = on_a_terminal(&place, "add tracings --path tracings", "ours since May\n");
    assert_eq!(because.map(|(code, _)| code), Some(Some(0)));
    assert!(place.read("Cargo.toml").contains("tracings"));
    assert!(place.read("bulkhead.toml").contains("ours since May"));
    // Nobody is asked twice.
    let output = place.run(&["add", "tracings", "--path", "tracings"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// The names that a table of everything has to have, and one more.
fn needed() -> Vec<&'static str> {
    let mut used: Vec<_> = Table::built_in()
        .rows()
        .filter(|e| e.popularity > 0)
        .collect();
    used.sort_by_key(|e| u32::MAX - e.popularity);
    let names = used.iter().take(1100).map(|e| e.name);
    names.chain(["zz-fresh"]).collect()
}

/// An index of these: each depends on the one before and on serde.
fn index(place: &Place) {
    let mut before = "serde";
    for name in needed() {
        let lower = name.to_ascii_lowercase();
        let file = match lower.len() {
            n @ (1 | 2) => format!("index/{n}/{lower}"),
            3 => format!("index/3/{}/{lower}", &lower[..1]),
            _ => format!("index/{}/{}/{lower}", &lower[..2], &lower[2..4]),
        };
        let deps = if name == "serde" {
            String::new()
        } else {
            format!(r#"{{"name":"serde","kind":"normal"}},{{"name":"x","package":"{before}"}}"#)
        };
        let line = format!(
            r#"{{"name":"{name}","vers":"1.0.0","deps":[{deps}],"yanked":false,"pubtime":"2026-01-02T03:04:05Z"}}"#
        );
        place.write(&file, &format!("{line}\nnot json\n"));
        before = name;
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

/// The files of a dump of the same crates, as crates.io writes them. Downloads fall from one to the next.
fn dump() -> Vec<(&'static str, String)> {
    let mut crates = "created_at,description,id,name,repository\n".to_owned();
    let mut downloads = "crate_id,downloads\n".to_owned();
    let mut versions = "crate_id,num_versions,version_id\n".to_owned();
    let mut dependencies = "crate_id,default_features,kind,version_id\n".to_owned();
    for (id, name) in (1..).zip(needed()) {
        let created = if name == "zz-fresh" {
            "2026-05-01"
        } else {
            "2019-05-01"
        };
        crates += &format!(
            "{created} 10:11:12.5+00,\"of, \"\"commas\"\"\nand lines\",{id},{name},https://github.com/Owner{id}/{name}\n"
        );
        downloads += &format!("{id},{}\n", 1_000_000 - id * 10);
        versions += &format!("{id},2,{}\n", id + 5000);
        // Of the versions that count, and not of tests: two use the last one.
        dependencies += &format!("1101,t,{},{}\n", if id < 3 { 0 } else { 2 }, id + 5000);
        dependencies += &format!("1101,t,0,{}\n", id + 9000);
    }
    let metadata = r#"{"timestamp":"2026-06-01T02:00:16.5Z","crates_io_commit":"x"}"#;
    vec![
        ("metadata.json", metadata.to_owned()),
        ("data/crate_downloads.csv", downloads),
        ("data/crates.csv", crates),
        ("data/default_versions.csv", versions),
        ("data/dependencies.csv", dependencies),
    ]
}

/// The most used crate's popularity, on the scale of tables.
const MOST_USED: u32 = 19_710;

fn packed(files: &[(&str, String)]) -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gz);
    for (name, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive
            .append_data(
                &mut header,
                format!("2026-06-01-020016/{name}"),
                text.as_bytes(),
            )
            .expect("it is in memory");
    }
    let gz = archive.into_inner().expect("it is in memory");
    gz.finish().expect("it is in memory")
}

/// The dump with one file changed.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut files = dump();
    for (_, text) in files.iter_mut().filter(|(n, _)| *n == name) {
        *text = change(text);
    }
    packed(&files)
}

/// Serves one answer to one request, and gives its address.
fn serve(head: String, body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let at = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("it is asked");
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&body);
    });
    format!("http://{at}/db-dump.tar.gz")
}

#[test]
fn a_table_is_made_anew_from_a_dump() {
    let place = Place::new("names-dump");
    let dump = packed(&dump());
    fs::write(place.0.join("db-dump.tar.gz"), &dump).expect("it can be written");
    let output = place.run(&["names", "update", "db-dump.tar.gz"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.starts_with("1,101 names as of 2026-06-01"), "{said}");
    let table = fs::read(place.0.join("cache/names.table")).expect("it was written");
    let opened = Table::open(table.clone().into()).expect("it is a table");
    let first = opened.get(needed()[0]).expect("it is known");
    assert_eq!((first.popularity, first.owner), (MOST_USED, Some("owner1")));
    // 1,101st by downloads, first by those who depend on it.
    let last = opened.get("zz_fresh").expect("it is known");
    assert_eq!((last.popularity, last.young), (MOST_USED, true));
    // The same from a server of this machine; and one that breaks off changes nothing.
    fs::remove_file(place.0.join("cache/names.table")).expect("it was there");
    let head = |len: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {len}\r\n\r\n");
    let output = place.run(
        &["names", "update", &serve(head(dump.len()), dump.clone())],
        b"",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let fetched = fs::read(place.0.join("cache/names.table")).expect("it was written");
    assert!(fetched == table, "the same data make the same table");
    let half = dump[..dump.len() / 2].to_vec();
    for url in [
        serve(head(dump.len()), half),
        serve("HTTP/1.1 404 Not Found\r\n\r\n".to_owned(), Vec::new()),
        serve(
            "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n".to_owned(),
            Vec::new(),
        ),
    ] {
        let output = place.run(&["names", "update", &url], b"");
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        assert!(
            text(&output.stderr).contains("cannot be fetched"),
            "{}",
            text(&output.stderr)
        );
    }
    let kept = fs::read_dir(place.0.join("cache")).expect("it is there");
    let kept: Vec<_> = kept.flatten().map(|e| e.file_name()).collect();
    assert_eq!(kept, ["names.table"], "nothing half is left");
}

#[test]
fn a_dump_that_is_not_one_is_refused_in_little_memory() {
    let place = Place::new("names-bad-dump");
    let good = packed(&dump());
    let big = "x".repeat(64 << 20);
    let rows: &[(&str, Vec<u8>, &str)] = &[
        ("cut", good[..good.len() / 2].to_vec(), "cannot be read"),
        (
            "changed",
            [&good[..2000], &[0; 64], &good[2064..]].concat(),
            "cannot be read",
        ),
        ("empty", packed(&[]), "neither a database dump nor an index"),
        (
            "columns",
            changed("data/crates.csv", |t| t.replacen(",id,", ",number,", 1)),
            "missing field `id`",
        ),
        (
            "numbers",
            changed("data/crate_downloads.csv", |t| t.replace("1,9", "1,-9")),
            "crate_downloads.csv",
        ),
        (
            "row",
            changed("data/crates.csv", |t| format!("{t}x,\"{big}")),
            "a row of over",
        ),
        (
            "line",
            packed(&[("3/s/syn", big.clone())]),
            "neither a database dump nor an index",
        ),
        (
            "date",
            changed("metadata.json", |t| t.replace("2026", "2999")),
            "still to come",
        ),
        (
            "old",
            changed("metadata.json", |t| t.replace("2026", "2020")),
            "it is of 2020-06-01, the old one of",
        ),
        (
            "unused",
            changed("data/crate_downloads.csv", |_| {
                "crate_id,downloads\n".to_owned()
            }),
            "anybody uses them",
        ),
        (
            "few",
            changed("data/crates.csv", |t| {
                t.lines().take(601).map(|l| format!("{l}\n")).collect()
            }),
            "not all of crates.io",
        ),
        ("name", long_name(), "neither a database dump nor an index"),
    ];
    drop(big);
    for (what, bytes, why) in rows {
        fs::write(place.0.join("bad.tar.gz"), bytes).expect("it can be written");
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "ulimit -v 300000; exec \"$0\" names update bad.tar.gz",
            BULKHEAD,
        ]);
        let output = place.start(command, b"");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {said}");
        assert!(said.contains(why), "{what}: {said}");
        assert!(!place.0.join("cache/names.table").exists(), "{what}");
    }
}

/// Names of entries that lead out of where an archive is unpacked, and entries that are links to what is there already: a
/// dump is read, and nothing of it is put anywhere or followed.
#[test]
#[cfg(unix)]
fn a_dump_leads_nowhere() {
    let place = Place::new("names-escapes");
    let escaped = format!("names-escaped-{}", std::process::id());
    let outside = place.0.with_file_name(&escaped);
    let mut files = dump();
    let ways = [
        format!("../{escaped}"),
        format!("a/../../{escaped}"),
        outside.to_string_lossy().into_owned(),
    ];
    for way in &ways {
        files.push((way, "id,name\n".to_owned()));
    }
    fs::write(place.0.join("ways.tar.gz"), raw(&files, &[])).expect("it can be written");
    let output = place.run(&["names", "update", "ways.tar.gz"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(!outside.exists() && !place.0.join("a").exists());
    assert!(!place.0.join("data").exists() && !place.0.join("metadata.json").exists());

    // The crates themselves are only linked to.
    let (linked, rest): (Vec<_>, Vec<_>) = dump()
        .into_iter()
        .partition(|(n, _)| *n == "data/crates.csv");
    place.write("elsewhere.csv", &linked[0].1);
    let target = place.0.join("elsewhere.csv");
    let links = [("data/crates.csv", target.as_path())];
    fs::write(place.0.join("links.tar.gz"), raw(&rest, &links)).expect("it can be written");
    for (name, text) in &rest {
        place.write(&format!("folder/{name}"), text);
    }
    std::os::unix::fs::symlink(&target, place.0.join("folder/data/crates.csv"))
        .expect("it can be made");
    std::os::unix::fs::symlink(&place.0, place.0.join("folder/loop")).expect("it can be made");
    for from in ["links.tar.gz", "folder"] {
        let output = place.run(&["names", "update", from], b"");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{from}: {said}");
        assert!(said.contains("neither a database dump"), "{from}: {said}");
    }
}

/// An archive of files whose names are written as they are, then of symbolic links.
#[cfg(unix)]
fn raw(files: &[(&str, String)], links: &[(&str, &Path)]) -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gz);
    let files = files
        .iter()
        .map(|(name, text)| (name, text.as_bytes(), None));
    let links = links.iter().map(|(name, to)| (name, &b""[..], Some(to)));
    for (name, bytes, link) in files.chain(links) {
        let mut header = tar::Header::new_old();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        if let Some(to) = link {
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_link_name(to).expect("it is short enough");
        }
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, bytes).expect("it is in memory");
    }
    let gz = archive.into_inner().expect("it is in memory");
    gz.finish().expect("it is in memory")
}

/// An archive whose only entry says that the next one's name has 600 MiB.
fn long_name() -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gz);
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(600 << 20);
    header.set_cksum();
    archive
        .append(&header, std::io::repeat(b'x').take(600 << 20))
        .expect("it is in memory");
    let gz = archive.into_inner().expect("it is in memory");
    gz.finish().expect("it is in memory")
}

/// A release of the registry of folders that a [`graph`] is made of.
fn release(place: &Place, name: &str, deps: &[&str], manifest: &str, source: &str) {
    let deps: String = deps.iter().map(|d| format!("{d} = \"1\"\n")).collect();
    let folder = format!("releases/{name}");
    place.write(
        &format!("{folder}/Cargo.toml"),
        &format!(
            "#: published 40d ago\n[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2021\"\n{manifest}\n[dependencies]\n{deps}"
        ),
    );
    place.write(&format!("{folder}/src/lib.rs"), source);
}

/// Checks a workspace that depends on `carrier` of that registry, and gives the findings about names by package.
fn check(place: &Place) -> BTreeMap<String, Value> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let now = i64::try_from(now.as_secs()).expect("a small number");
    let (from, to) = (place.0.join("releases"), place.0.join("registry"));
    let story = Story {
        when: When::After,
        now,
        commit: None,
        places: Places::default(),
    };
    bulkhead_fixtures::registry(&from, &to, &story).expect("it can be made");
    place.write(".cargo/config.toml", &bulkhead_fixtures::config(&to));
    let manifest = place.read("Cargo.toml");
    place.write(
        "Cargo.toml",
        &format!("{manifest}[dependencies]\ncarrier = \"1\"\n"),
    );
    let output = place.run(&["check", "--format", "json"], b"");
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", text(&output.stderr)));
    assert!(
        text(&output.stderr).contains("newer than the table of names, which is of 2024-08-09"),
        "{}",
        text(&output.stderr)
    );
    let findings = report["findings"].as_array().expect("an array");
    let named = findings.iter().filter(|f| f["code"] == "name-confusable");
    let name = |f: &Value| {
        f["package"]["name"]
            .as_str()
            .or(f["package"].as_str())
            .map(bare)
    };
    named
        .map(|f| (name(f).expect("of a package"), f.clone()))
        .collect()
}

fn bare(spec: &str) -> String {
    spec.split(['@', ' ']).next().unwrap_or(spec).to_owned()
}

#[test]
fn squats_are_told_where_others_bring_them() {
    let place = Place::new("names-transitive");
    let known = [
        ("proc-macro1", "differs from `proc-macro2` only in a digit"),
        (
            "faster_log",
            "differs from `fast_log` only in the ending of a word",
        ),
        ("async_println", "has the name of `println` in it"),
        (
            "rustdecimal",
            "differs from `rust_decimal` only in a `-` or `_` between words",
        ),
        (
            "if-cfg",
            "differs from `cfg-if` only in the order of its words",
        ),
        (
            "tracings",
            "differs from `tracing` only in the `s` of a plural",
        ),
        (
            "postgress",
            "differs from `postgres` only in the `s` of a plural",
        ),
        (
            "oncecell",
            "differs from `once_cell` only in a `-` or `_` between words",
        ),
        (
            "finch-rust",
            "differs from `finch` only in a word that says that it is Rust",
        ),
    ];
    release(&place, "carrier", &known.map(|(name, _)| name), "", "");
    for (name, _) in known {
        release(&place, name, &[], "", "pub fn f() {}");
    }
    let found = check(&place);
    for (name, says) in known {
        let message = found.get(name).and_then(|f| f["message"].as_str());
        assert!(
            message.is_some_and(|m| m.contains(says)),
            "{name}: {message:?}"
        );
    }
    assert_eq!(found.len(), known.len(), "{:?}", found.keys());
}

/// Some source, and the same with other names, comments, spaces and order.
fn source(copy: bool) -> String {
    let function = |n: u32| {
        let lines = (0..8).map(|bit| match n >> bit & 1 {
            0 => "    let a = a.step(b, 1)?;\n",
            _ => "    if a < b && self.ready { return Err(a); }\n",
        });
        format!(
            "pub fn go{n}(&self, a: u8, b: u8) -> Result<u8, u8> {{\n{}}}\n",
            lines.collect::<String>()
        )
    };
    if copy {
        let all: String = (1..90).rev().map(function).collect();
        let renamed = all
            .replace("step", "advance")
            .replace("ready", "ok")
            .replace("go", "run_");
        return renamed
            .replace("let", "// taken\n  let")
            .replace(" && ", "&&/* and */ ");
    }
    (1..90).map(function).collect()
}

#[test]
fn a_copy_of_what_it_is_called_like_weighs_more() {
    let place = Place::new("names-copies");
    let own = |name: &str| format!("repository = \"https://example.org/somebody/{name}\"");
    let said = "description = \"Application-level tracing for Rust, in words of its own\"";
    release(&place, "tracing", &[], said, &source(false));
    release(&place, "tracing-ethers", &[], said, &source(true));
    release(&place, "tracing-zebra", &[], &own("zebra"), &source(true));
    release(&place, "tracing-pony", &[], "", "pub fn f() {}");
    let squats = ["tracing-ethers", "tracing-zebra", "tracing-pony"];
    release(
        &place,
        "carrier",
        &[&squats[..], &["tracing"]].concat(),
        "",
        "",
    );
    let found = check(&place);
    let copies = "it has most of the other one's source code in it";
    let says = |name: &str| {
        let finding = &found[name];
        let evidence = finding["evidence"].to_string();
        (
            finding["level"].as_str().expect("a level"),
            evidence.contains(copies),
        )
    };
    assert_eq!(says("tracing-ethers"), ("warn", true));
    // Who goes on with another's crate copies it, and says where.
    assert_eq!(says("tracing-zebra"), ("note", true));
    assert_eq!(says("tracing-pony"), ("note", false));
    assert!(
        found["tracing-ethers"]["evidence"]
            .to_string()
            .contains("in the other one's words")
    );
    assert_eq!(found.len(), 3, "{:?}", found.keys());
    // A change is judged by the same table, so it says as well how old that is.
    let two = ["diff", "tracing-pony@1.0.0", "tracing-zebra@1.0.0"];
    let output = place.run(&two, b"");
    let said = text(&output.stderr);
    assert!(said.contains("newer than the table of names"), "{said}");
}
